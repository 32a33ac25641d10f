"""Addresses of the desk."""

from django.urls import include, path
from django.views.generic import RedirectView
from django.views.i18n import set_language

from baraza.web.desk.keys import keys

app_name = "desk"
urlpatterns = [
    path("", RedirectView.as_view(pattern_name="desk:today"), name="home"),
    path("keys/", keys, name="keys"),
    path("language/", set_language, name="language"),
    path("today/", include("baraza.web.desk.today.urls")),
    path("inbox/", include("baraza.web.desk.inbox.urls")),
    path("cases/", include("baraza.web.desk.intake.urls")),
    path("", include("baraza.web.desk.open311.urls")),
    path("cases/patterns/", include("baraza.web.desk.patterns.urls")),
    path("cases/", include("baraza.web.desk.cases.urls")),
    path("cases/", include("baraza.web.desk.cases.ending_urls")),
    path("cases/", include("baraza.web.desk.cases.inquiry_urls")),
    path("search/", include("baraza.web.desk.search.urls")),
    path("", include("baraza.web.desk.entry.urls")),
    path("people/", include("baraza.web.desk.people.urls")),
    path("people/", include("baraza.web.desk.people_exchange.urls")),
    path("staff/", include("baraza.web.desk.staff.urls")),
    path("data/", include("baraza.web.desk.data.urls")),
    path("audit/", include("baraza.web.desk.audit.urls")),
    path("agencies/", include("baraza.web.desk.agencies.urls")),
    path("audiences/", include("baraza.web.desk.audiences.urls")),
    path("insight/", include("baraza.web.desk.insight.urls")),
    path("insight/", include("baraza.web.desk.places.urls")),
    path("website/", include("baraza.web.desk.website.urls")),
    path("website/", include("baraza.web.desk.agenda.urls")),
    path("website/", include("baraza.web.desk.press.urls")),
    path("website/", include("baraza.web.desk.parliament.urls")),
    path("website/", include("baraza.web.desk.projects.urls")),
    path("website/", include("baraza.web.desk.networks.urls")),
    path("website/", include("baraza.web.desk.learning.urls")),
    path("meetings/", include("baraza.web.desk.meetings.urls")),
    path("promises/", include("baraza.web.desk.promises.urls")),
    path("set-up/", include("baraza.web.desk.setup.urls")),
    path("set-up/", include("baraza.web.desk.reach.urls")),
    path("set-up/cases/", include("baraza.web.desk.intake.kind_urls")),
    path("set-up/authorisation/", include("baraza.web.desk.cases.wording_urls")),
]
