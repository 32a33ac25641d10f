"""Addresses of the set-up of cases: their kinds, what is asked, and how often people hear."""

from django.urls import path

from baraza.web.desk.intake.views import kinds, questions

urlpatterns = [
    path("", kinds.kinds, name="case-kinds"),
    path("policy/", kinds.policy, name="case-policy"),
    path("add/", kinds.add, name="add-case-kind"),
    path("<int:kind_id>/", kinds.kind, name="case-kind"),
    path("<int:kind_id>/up/", kinds.up, name="case-kind-up"),
    path("<int:kind_id>/retire/", kinds.retire, name="retire-case-kind"),
    path("<int:kind_id>/restore/", kinds.restore, name="restore-case-kind"),
    path("<int:kind_id>/steps/", kinds.steps, name="case-kind-steps"),
    path("<int:kind_id>/questions/", questions.save, name="add-case-question"),
    path("questions/<int:field_id>/", questions.change, name="case-question"),
    path("questions/<int:field_id>/up/", questions.up, name="case-question-up"),
    path("questions/<int:field_id>/retire/", questions.retire, name="retire-case-question"),
    path("questions/<int:field_id>/restore/", questions.restore, name="restore-case-question"),
]
