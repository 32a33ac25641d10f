"""Addresses of news, statements and press releases."""

from django.urls import path

from baraza.web.site.published import views
from baraza.web.site.published.shelves import SHELVES

urlpatterns = [
    entry
    for shelf in SHELVES
    for entry in (
        path(f"{shelf.slug}/", views.texts, {"shelf": shelf}, name=shelf.slug),
        path(f"{shelf.slug}/<str:slug>/", views.text, {"shelf": shelf}, name=f"{shelf.slug}_item"),
    )
]
