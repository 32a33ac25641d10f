"""Addresses of contact and offices."""

from django.urls import path

from baraza.web.site.reach import papers, views, writing

urlpatterns = [
    path("contact/", views.contact, name="contact"),
    path("contact/write/", writing.write, name="write"),
    path("contact/thanks/", writing.thanks, name="contact_thanks"),
    path("offices/<slug:slug>/", views.office, name="office"),
    path("offices/<slug:slug>/hours.ics", views.hours_file, name="office_hours"),
    path("flyer/", papers.flyer, name="flyer"),
    path("resources/", views.resources, name="resources"),
]
