"""Addresses of the machine itself, outside any office."""

from django.urls import path

from baraza.web.site import views
from baraza.web.site.meet.constituency import taking_part

urlpatterns = [
    path("", views.list_offices, name="offices"),
    path("appointments/", taking_part, name="constituency_day"),
]
