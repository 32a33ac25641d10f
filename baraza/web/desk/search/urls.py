"""The address of the search."""

from django.urls import path

from baraza.web.desk.search import views

urlpatterns = [path("", views.search, name="search")]
