"""Addresses of what explains parliament, and of what the site says of itself."""

from django.urls import path

from baraza.web.site.learning import pack, quiz, statements, visit
from baraza.web.site.own_pages import own_page

urlpatterns = [
    path("quiz/", quiz.quiz, name="quiz"),
    path("schools/visit/", visit.visit, name="school_visit"),
    path("schools/pack/", pack.pack, name="teaching_pack"),
    path("privacy/", statements.privacy, name="privacy"),
    path("accessibility/", statements.accessibility, name="accessibility"),
    # Pages of the office's own, named so that the navigation knows them.
    path("about/", own_page, {"path": "about/"}, name="about"),
    path("parliament/", own_page, {"path": "parliament/"}, name="parliament"),
    path("schools/", own_page, {"path": "schools/"}, name="schools"),
    path("children/", own_page, {"path": "children/"}, name="children"),
]
