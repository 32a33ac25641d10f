"""Addresses below `/search/`."""

from django.urls import path

from baraza.web.site.search import views

urlpatterns = [
    path("", views.search, name="search"),
    path("suggestions/", views.suggestions, name="search_suggestions"),
]
