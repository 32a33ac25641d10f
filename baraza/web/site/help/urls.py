"""Addresses below `/help/`."""

from django.urls import path

from baraza.web.site.help.views import asking, directory
from baraza.web.site.help.views.feedback import feedback
from baraza.web.site.help.views.status import status
from baraza.web.site.reach.papers import kind_handout, programme_handout

urlpatterns = [
    path("", directory.front, name="help"),
    path("ask/", asking.begin, name="help_ask"),
    path("ask/go-on/", asking.resume, name="help_resume"),
    path("ask/<str:token>/review/", asking.review, name="help_review"),
    path("ask/<str:token>/later/", asking.later, name="help_later"),
    path("ask/<str:token>/sent/", asking.sent, name="help_sent"),
    path("ask/<str:token>/<slug:name>/", asking.step, name="help_step"),
    path("status/", status, name="help_status"),
    path("feedback/<str:token>/", feedback, name="help_feedback"),
    path("who/", directory.who, name="help_who"),
    path("who/<int:number>/", directory.agency, name="help_agency"),
    path("support/", directory.support, name="help_support"),
    path("support/<int:number>/", directory.programme, name="help_programme"),
    path("support/<int:number>/handout.pdf", programme_handout, name="help_programme_handout"),
    path("kinds/<int:number>/handout.pdf", kind_handout, name="help_kind_handout"),
    path("answers/", directory.answers, name="help_answers"),
]
