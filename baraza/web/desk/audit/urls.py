"""Addresses of the trail."""

from django.urls import path

from baraza.web.desk.audit import views

urlpatterns = [
    path("", views.trail, name="audit"),
    path("head/", views.head, name="audit-head"),
    path("letter/<int:conversation_id>/", views.of_conversation, name="audit-of-letter"),
    path("case/<int:case_id>/", views.of_case, name="audit-of-case"),
]
