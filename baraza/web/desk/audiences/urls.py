"""Addresses of the audiences."""

from django.urls import path

from baraza.web.desk.audiences import views

urlpatterns = [
    path("", views.audiences, name="audiences"),
    path("new/", views.edit, name="new-audience"),
    path("people/", views.people, name="audience-people"),
    path("<int:audience_id>/", views.edit, name="audience"),
    path("<int:audience_id>/delete/", views.delete, name="delete-audience"),
]
