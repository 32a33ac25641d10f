"""Addresses of the people."""

from django.urls import path

from baraza.web.desk.people.views import (
    acting,
    belonging,
    duplicates,
    organisation_acts,
    organisations,
    people,
    person,
)

urlpatterns = [
    path("", people.people, name="people"),
    path("new/", person.add, name="add-person"),
    path("same/", duplicates.review, name="duplicates-of-people"),
    path("same/search/", duplicates.search_now, name="search-duplicates"),
    path("same/<int:pair_id>/merge/", duplicates.merge, name="merge-pair"),
    path("same/<int:pair_id>/not/", duplicates.reject, name="reject-pair"),
    path("same/<int:pair_id>/again/", duplicates.reopen, name="reopen-pair"),
    path("merges/<int:merge_id>/undo/", duplicates.undo, name="undo-merge"),
    path("organisations/", organisations.organisations, name="organisations"),
    path("organisations/new/", organisations.add, name="add-organisation"),
    path("organisations/export/", organisations.export, name="organisations-export"),
    path("organisations/<int:organisation_id>/", organisations.page, name="organisation"),
    path(
        "organisations/<int:organisation_id>/change/",
        organisations.change,
        name="change-organisation",
    ),
    path(
        "organisations/<int:organisation_id>/contact/",
        organisation_acts.add_contact,
        name="add-organisation-contact",
    ),
    path(
        "organisations/<int:organisation_id>/contact/<int:point_id>/remove/",
        organisation_acts.remove_contact,
        name="remove-organisation-contact",
    ),
    path(
        "organisations/<int:organisation_id>/contact/<int:point_id>/reach/",
        organisation_acts.reach,
        name="reach-organisation",
    ),
    path(
        "organisations/<int:organisation_id>/note/",
        organisation_acts.note,
        name="note-organisation",
    ),
    path(
        "organisations/notes/<int:note_id>/remove/",
        organisation_acts.remove_note,
        name="remove-organisation-note",
    ),
    path(
        "organisations/<int:organisation_id>/people/",
        organisation_acts.belongs,
        name="organisation-people",
    ),
    path(
        "organisations/<int:organisation_id>/same/",
        organisation_acts.same,
        name="same-organisation",
    ),
    path(
        "organisations/merges/<int:merge_id>/undo/",
        organisation_acts.part,
        name="part-organisations",
    ),
    path("<int:person_id>/", person.page, name="person"),
    path("<int:person_id>/change/", person.change, name="change-person"),
    path("<int:person_id>/split/", person.split, name="split-person"),
    path("<int:person_id>/write/", acting.write, name="write-to-person"),
    path("<int:person_id>/note/", acting.note, name="note-person"),
    path("notes/<int:note_id>/remove/", acting.remove_note, name="remove-note"),
    path("<int:person_id>/warning/", acting.warn, name="warn-person"),
    path("warnings/<int:warning_id>/lift/", acting.lift, name="lift-warning"),
    path("<int:person_id>/contact/", belonging.add_contact, name="add-contact"),
    path(
        "<int:person_id>/contact/<int:point_id>/remove/",
        belonging.remove_contact,
        name="remove-contact",
    ),
    path("<int:person_id>/group/", belonging.join_group, name="join-group"),
    path("<int:person_id>/group/<int:group_id>/leave/", belonging.leave_group, name="leave-group"),
    path("<int:person_id>/belongs/", belonging.relate, name="relate-person"),
    path("<int:person_id>/household/leave/", belonging.leave_household, name="leave-household"),
    path("relations/<int:relation_id>/end/", belonging.end_relation, name="end-relation"),
]
