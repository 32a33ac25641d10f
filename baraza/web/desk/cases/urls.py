"""Addresses of cases."""

from django.urls import path

from baraza.web.desk.cases.views import reading

urlpatterns = [
    path("", reading.cases, name="cases"),
    path("<int:case_id>/", reading.case, name="case"),
]
