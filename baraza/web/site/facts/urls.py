"""Addresses of what the office knows."""

from django.urls import path

from baraza.web.site.facts.views import about, agenda, parliament, projects

urlpatterns = [
    path("agenda/", agenda.agenda, name="agenda"),
    path("bills/", parliament.bills, name="bills"),
    path("bills/<slug:slug>/", parliament.bill, name="bill"),
    path("votes/", parliament.votes, name="votes"),
    path("committees/", parliament.committees, name="committees"),
    path("projects/", projects.projects, name="projects"),
    path("projects/<slug:slug>/", projects.project, name="project"),
    path("networks/", about.networks, name="networks"),
    path("constituency/", about.constituency, name="constituency"),
]
