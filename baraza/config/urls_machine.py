"""Addresses of the machine itself, outside any office."""

from django.urls import path

from baraza.web.site import views

urlpatterns = [path("", views.list_offices, name="offices")]
