"""Addresses of the agenda."""

from django.urls import path

from baraza.web.desk.agenda import views

urlpatterns = [
    path("agenda/", views.agenda, name="agenda"),
    path("agenda/new/", views.add, name="new-priority"),
    path("agenda/topics/", views.topics, name="translate-topics"),
    path("agenda/<int:priority_id>/", views.priority, name="priority"),
    path("agenda/<int:priority_id>/up/", views.up, name="priority-up"),
    path("agenda/<int:priority_id>/pledges/", views.add_pledge, name="add-pledge"),
    path("agenda/<int:priority_id>/changes/", views.note_change, name="note-change"),
    path("agenda/pledges/<int:pledge_id>/remove/", views.remove_pledge, name="remove-pledge"),
    path("agenda/changes/<int:change_id>/remove/", views.remove_change, name="remove-change"),
]
