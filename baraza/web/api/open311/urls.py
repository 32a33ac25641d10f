"""Addresses of Open311 GeoReport v2."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from baraza.web.api.open311 import views


class Ends(StringConverter):
    """How an answer is written: the ending of the address says it."""

    regex = "json|xml"


register_converter(Ends, "ends")
urlpatterns = [
    path("discovery.<ends:ends>", views.discovery, name="open311-discovery"),
    path("services.<ends:ends>", views.services, name="open311-services"),
    path("services/<str:code>.<ends:ends>", views.service, name="open311-service"),
    path("requests.<ends:ends>", views.requests, name="open311-requests"),
    path("requests/<str:code>.<ends:ends>", views.request_of, name="open311-request"),
    path("tokens/<str:code>.<ends:ends>", views.token, name="open311-token"),
]
