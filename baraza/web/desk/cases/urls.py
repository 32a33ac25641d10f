"""Addresses of cases."""

from django.urls import path

from baraza.web.desk.cases.views import authorisations, reading

urlpatterns = [
    path("", reading.cases, name="cases"),
    path("<int:case_id>/", reading.case, name="case"),
    path("authorisations/", authorisations.missing, name="authorisations"),
    path("<int:case_id>/authorisation/", authorisations.authorise, name="authorise"),
    path("<int:case_id>/authorisation/form/", authorisations.paper, name="authorisation-form"),
    path(
        "<int:case_id>/authorisation/withdraw/",
        authorisations.withdraw_asking,
        name="withdraw-asking",
    ),
    path("paper/<str:code>/", authorisations.paper_came_back, name="authorisation-paper"),
    path(
        "authorisations/<int:authorisation_id>/withdraw/",
        authorisations.withdraw,
        name="withdraw-authorisation",
    ),
    path(
        "authorisations/<int:authorisation_id>/restore/",
        authorisations.restore,
        name="restore-authorisation",
    ),
    path(
        "authorisations/<int:authorisation_id>/proof/",
        authorisations.proof,
        name="authorisation-proof",
    ),
]
