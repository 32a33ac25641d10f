"""Addresses of Open311 GeoReport v2."""

from django.urls import re_path

from baraza.web.api.open311 import views

ENDS = r"\.(?P<ends>json|xml)$"
urlpatterns = [
    re_path(rf"^discovery{ENDS}", views.discovery, name="open311-discovery"),
    re_path(rf"^services{ENDS}", views.services, name="open311-services"),
    re_path(rf"^services/(?P<code>[^/]{{1,20}}){ENDS}", views.service, name="open311-service"),
    re_path(rf"^requests{ENDS}", views.requests, name="open311-requests"),
    re_path(rf"^requests/(?P<code>[^/]{{1,20}}){ENDS}", views.request_of, name="open311-request"),
    re_path(rf"^tokens/(?P<code>[^/]{{1,20}}){ENDS}", views.token, name="open311-token"),
]
