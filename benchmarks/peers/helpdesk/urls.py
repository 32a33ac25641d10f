"""Acknowledgements link to the ticket, so its pages need addresses."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("helpdesk/", include("helpdesk.urls", namespace="helpdesk")),
    path("admin/", admin.site.urls),
]
