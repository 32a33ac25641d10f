"""Addresses of the press."""

from django.urls import path

from baraza.web.desk.press import sending, views
from baraza.web.desk.press.exchange import WAY
from baraza.web.desk.website.bringing import paths_of

urlpatterns = [
    path("press/", views.press, name="press"),
    path("press/export/", views.export, name="export-press"),
    path("press/outlets/new/", views.edit_outlet, name="new-outlet"),
    path("press/outlets/<int:outlet_id>/", views.edit_outlet, name="change-outlet"),
    path("press/outlets/<int:outlet_id>/retire/", views.retire_outlet, name="retire-outlet"),
    path("press/outlets/<int:outlet_id>/restore/", views.restore_outlet, name="restore-outlet"),
    path("press/outlets/<int:outlet_id>/contacts/", views.add_contact, name="add-media-contact"),
    path("press/contacts/<int:contact_id>/", views.edit_contact, name="change-media-contact"),
    path(
        "press/contacts/<int:contact_id>/confirm/",
        views.confirm_contact,
        name="confirm-media-contact",
    ),
    path(
        "press/contacts/<int:contact_id>/remove/",
        views.remove_contact,
        name="remove-media-contact",
    ),
    path("press/releases/<int:release_id>/send/", sending.send, name="send-release"),
    path("press/releases/<int:release_id>/paper/", sending.paper, name="release-paper"),
    path("press/sendings/<int:sending_id>/stop/", sending.stop, name="stop-release"),
    path("press/coverage/new/", views.edit_coverage, name="new-coverage"),
    path("press/coverage/<int:coverage_id>/", views.edit_coverage, name="change-coverage"),
    path("press/coverage/<int:coverage_id>/remove/", views.remove_coverage, name="remove-coverage"),
    *paths_of(WAY, "press/files/"),
]
