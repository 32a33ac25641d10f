"""Addresses of agencies and of the guide to support."""

from django.urls import path

from baraza.web.desk.agencies.views import (
    contacts,
    directory,
    exchange,
    in_cases,
    programmes,
    referrals,
    responsibilities,
    telling,
)

urlpatterns = [
    path("", directory.agencies, name="agencies"),
    path("new/", directory.choose, name="choose-agency"),
    path("new/details/", directory.add, name="add-agency"),
    path("<int:agency_id>/", directory.page, name="agency"),
    path("<int:agency_id>/change/", directory.change, name="change-agency"),
    path("<int:agency_id>/retire/", directory.retire, name="retire-agency"),
    path("<int:agency_id>/restore/", directory.restore, name="restore-agency"),
    path("<int:agency_id>/responsible/", responsibilities.add, name="add-responsibility"),
    path(
        "responsible/<int:responsibility_id>/remove/",
        responsibilities.remove,
        name="remove-responsibility",
    ),
    path("<int:agency_id>/contacts/", contacts.add, name="add-agency-contact"),
    path("contacts/", contacts.stale, name="stale-contacts"),
    path("contacts/<int:contact_id>/", contacts.change, name="change-agency-contact"),
    path("contacts/<int:contact_id>/confirm/", contacts.confirm, name="confirm-agency-contact"),
    path(
        "contacts/<int:contact_id>/unconfirm/",
        contacts.unconfirm,
        name="unconfirm-agency-contact",
    ),
    path("contacts/<int:contact_id>/remove/", contacts.remove, name="remove-agency-contact"),
    path("referrals/", referrals.referrals, name="referrals"),
    path("referrals/<int:decision_id>/", referrals.outcome, name="referral-outcome"),
    path("import/", exchange.choose_file, name="agencies-import"),
    path("import/form/", exchange.empty_form, name="agencies-form-file"),
    path("import/<int:import_id>/", exchange.one_import, name="agencies-import-one"),
    path("import/<int:import_id>/begin/", exchange.begin, name="agencies-import-begin"),
    path("import/<int:import_id>/leave/", exchange.leave, name="agencies-import-leave"),
    path("import/<int:import_id>/undo/", exchange.undo, name="agencies-import-undo"),
    path("import/<int:import_id>/report/", exchange.report, name="agencies-import-report"),
    path("export/", exchange.export, name="agencies-export"),
    path("support/", programmes.programmes, name="programmes"),
    path("support/new/", programmes.edit, name="new-programme"),
    path("support/<int:programme_id>/", programmes.page, name="programme"),
    path("support/<int:programme_id>/change/", programmes.edit, name="change-programme"),
    path("support/<int:programme_id>/retire/", programmes.retire, name="retire-programme"),
    path("support/<int:programme_id>/restore/", programmes.restore, name="restore-programme"),
    path("support/<int:programme_id>/tell/", telling.tell, name="tell-of-programme"),
    path("support/<int:programme_id>/people/", telling.people, name="programme-people"),
    path(
        "support/<int:programme_id>/cases/<int:case_id>/",
        in_cases.collect,
        name="collect-documents",
    ),
    path(
        "support/<int:programme_id>/cases/<int:case_id>/drop/",
        in_cases.drop,
        name="drop-documents",
    ),
]
