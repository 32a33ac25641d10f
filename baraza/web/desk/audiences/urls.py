"""Addresses of the audiences."""

from django.urls import path

from baraza.web.desk.audiences import views, writing

urlpatterns = [
    path("", views.audiences, name="audiences"),
    path("new/", views.edit, name="new-audience"),
    path("people/", views.people, name="audience-people"),
    path("letters/", writing.past, name="mailings"),
    path("letters/<int:mailing_id>/", writing.mailing, name="mailing"),
    path("letters/<int:mailing_id>/stop/", writing.stop, name="stop-mailing"),
    path("<int:audience_id>/write/", writing.write, name="write-to-audience"),
    path("<int:audience_id>/", views.edit, name="audience"),
    path("<int:audience_id>/delete/", views.delete, name="delete-audience"),
]
