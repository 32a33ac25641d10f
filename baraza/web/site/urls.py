"""Addresses of one office's public site."""

from django.urls import include, path

from baraza.web.site import views
from baraza.web.site.leaving import leave
from baraza.web.site.security_txt import security_txt

urlpatterns = [
    path("", views.home, name="home"),
    path("contact/", views.contact, name="contact"),
    path(".well-known/security.txt", security_txt, name="security_txt"),
    path("leave/<str:token>/", leave, name="leave"),
    path("help/", include("baraza.web.site.help.urls")),
    path("contact/thanks/", views.contact_thanks, name="contact_thanks"),
]
