"""Addresses of what the office says by itself."""

from django.urls import path

from baraza.web.site.told import views

urlpatterns = [
    path("you-said/", views.you_said, name="you_said"),
    path("notices/", views.notices, name="notices"),
    path("changes/", views.changes, name="changes"),
]
