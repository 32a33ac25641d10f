"""Addresses of what people sign."""

from django.urls import path

from baraza.web.desk.cases.views import wordings

urlpatterns = [path("", wordings.wordings, name="authorisation-wordings")]
