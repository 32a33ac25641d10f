"""Addresses other systems ask."""

from django.urls import include, path

urlpatterns = [path("open311/v2/", include("baraza.web.api.open311.urls"))]
