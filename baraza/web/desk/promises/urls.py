"""Addresses of promises."""

from django.urls import path

from baraza.web.desk.promises import views

urlpatterns = [
    path("", views.promises, name="promises"),
    path("to/<int:person_id>/", views.promise_to_person, name="promise-to-person"),
    path("in/<int:conversation_id>/", views.promise_in_letter, name="promise-in-letter"),
    path("<int:commitment_id>/change/", views.change_promise, name="change-promise"),
    path("<int:commitment_id>/kept/", views.kept, name="promise-kept"),
    path("<int:commitment_id>/dropped/", views.dropped, name="promise-dropped"),
    path("<int:commitment_id>/open/", views.open_again, name="promise-open"),
    path("<int:commitment_id>/told/", views.told, name="promise-told"),
]
