"""Addresses of other systems: their keys, and where requests are sent."""

from django.urls import path

from baraza.web.desk.open311 import views

urlpatterns = [
    path("set-up/systems/", views.systems, name="systems"),
    path("set-up/systems/keys/", views.make_key, name="make-key"),
    path("set-up/systems/keys/<int:key_id>/end/", views.end_key, name="end-key"),
    path("set-up/systems/to/", views.make_endpoint, name="make-endpoint"),
    path("set-up/systems/to/<int:endpoint_id>/end/", views.end_endpoint, name="end-endpoint"),
    path("cases/<int:case_id>/request/", views.send, name="send-request"),
    path("cases/requests/<int:request_id>/back/", views.take_back, name="take-back-request"),
    path("cases/requests/<int:request_id>/again/", views.again, name="request-again"),
]
