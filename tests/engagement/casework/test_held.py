"""What is kept of cases: given to whom they are about, forgotten, and kept as long as it may be."""

import io
import zipfile
from datetime import datetime, timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.test import override_settings

from baraza.base.accounts.actions.circles import add_circle
from baraza.base.accounts.models import User
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from baraza.base.people.actions.keeping import hold_person
from baraza.base.people.actions.merging import merge_people, undo_merge
from baraza.base.people.models import Organisation
from baraza.common import keyring, rotation
from baraza.common.encrypted_fields import EncryptedTextField
from baraza.dialogue.conversations.actions.emptying import hold_conversation
from baraza.dialogue.conversations.models import Conversation
from baraza.engagement.casework import held
from baraza.engagement.casework.actions.closing import hold_case, lift_hold
from baraza.engagement.casework.models import (
    Case,
    CaseConversation,
    CaseState,
    Feedback,
    Inquiry,
    Outcome,
)
from baraza.engagement.casework.models.open311 import ServiceEndpoint
from baraza.flows.data_held.erasure import CannotErase, erase_person
from baraza.flows.data_held.person_archive import write_person_archive
from baraza.flows.data_held.retention import approve, change_days, run_retention
from baraza.flows.data_held.words import said
from tests.cases import a_case, kind_of
from tests.engagement.casework.full_case import SECRET, full_case
from tests.letters import bring, letter
from tests.people import somebody
from tests.staff import member_of_staff


def _tables_with(word: str) -> list[str]:
    """Tables of casework, conversations and inputs with the word in any column, decrypted."""
    found = []
    for label in ("casework", "conversations", "inputs"):
        for model in apps.get_app_config(label).get_models():
            for row in model._base_manager.all():
                said = "\n".join(
                    bytes(value).decode("utf-8", "replace")
                    if isinstance(value, (bytes, memoryview))
                    else str(value)
                    for value in (getattr(row, f.attname) for f in model._meta.concrete_fields)
                )
                if word in said:
                    found.append(model._meta.label)
    return sorted(set(found))


def test_nothing_of_an_erased_person_is_left_but_the_count(
    office: Office, staff: User, now: datetime
) -> None:
    person = somebody("Amani Njeri", email="amani@post.example")
    full_case(now, person)
    assert len(_tables_with(SECRET)) > 10
    counts = erase_person(person=person, by=staff, now=now)
    assert counts["cases"] == 1
    assert "1 case, " in f"{said(counts)}, "
    assert _tables_with(SECRET) == []
    case = Case.objects.get()
    assert (case.person, case.state, case.erased_at) == (None, CaseState.CLOSED, now)
    assert Inquiry.objects.get().asked_at == now
    assert Feedback.objects.get().content == 4


def test_nothing_readable_of_a_sensitive_case_lies_in_the_database(
    office: Office, now: datetime
) -> None:
    full_case(now, somebody("Amani Njeri"))
    with connection.cursor() as cursor:
        for table, columns in {
            "casework_case": ("story", "tried", "wanted", "secret"),
            "casework_caseanswer": ("text", "secret"),
            "casework_casenote": ("text", "secret"),
            "casework_intake": ("typed",),
            "inputs_input": ("text",),
        }.items():
            for column in columns:
                cursor.execute(
                    f"SELECT count(*) FROM {table} WHERE {column}::text LIKE %s",  # noqa: S608
                    [f"%{SECRET}%"],
                )
                assert cursor.fetchone() == (0,), (table, column)


def test_who_asked_for_somebody_else_is_forgotten_and_the_case_stays(
    office: Office, staff: User, now: datetime
) -> None:
    child, parent = somebody("Amani Njeri"), somebody("Wanjiru Njeri")
    case = a_case(now=now, person=child, asked_by=parent, behalf="parent", story="It stopped.")
    erase_person(person=parent, by=staff, now=now)
    case.refresh_from_db()
    assert (case.asked_by, case.behalf, case.person, case.story) == (
        None,
        "",
        child,
        "It stopped.",
    )


def test_a_person_gets_everything_their_cases_hold(
    office: Office, staff: User, now: datetime
) -> None:
    person = somebody("Amani Njeri")
    full_case(now, person)
    said = "\n".join(
        f"{entry.title} {dict(entry.facts)} {entry.text}" for entry in held.export(person, staff)
    )
    for words in ("Story", "Tried", "Wanted", "Answer", "Note", "Letter"):
        assert f"{words} {SECRET}" in said
    file = io.BytesIO()
    write_person_archive(person=person, user=staff, to=file, now=now)
    names = zipfile.ZipFile(file).namelist()
    assert any(name.endswith(".png") for name in names)


def test_what_was_asked_for_somebody_else_shows_nothing_of_them(
    office: Office, staff: User, now: datetime
) -> None:
    parent = somebody("Wanjiru Njeri")
    a_case(now=now, person=somebody("Amani"), asked_by=parent, behalf="parent", story=SECRET)
    [entry] = held.export(parent, staff)
    assert SECRET not in f"{entry.title}{entry.facts}{entry.text}"


def test_cases_of_a_circle_are_counted_and_not_shown_to_others(
    office: Office, staff: User, now: datetime
) -> None:
    person = somebody("Amani Njeri")
    other = member_of_staff(email="juma@highlands.example", name="Juma Abdi")
    circle = add_circle(name="Only Juma", members=[other], by=staff)
    a_case(now=now, person=person, circle=circle)
    assert list(held.export(person, staff)) == []
    assert held.hidden(person, staff) == 1


def test_a_case_is_kept_as_long_as_both_times_say(
    office: Office, staff: User, now: datetime
) -> None:
    short, long = kind_of("Road", keep_days=10), kind_of("Land", keep_days=3000)
    closed = {"state": CaseState.CLOSED, "outcome": Outcome.SOLVED}
    ago = {days: {"closed_at": now - timedelta(days=days)} for days in (20, 400)}
    fresh = a_case(now=now, kind=short, **closed, **ago[20])
    due = a_case(now=now, kind=short, **closed, **ago[400])
    kept = a_case(now=now, kind=long, **closed, **ago[400])
    still_open = a_case(now=now, kind=short, opened_at=now - timedelta(days=900))
    change_days(by=staff, days={"cases": 100}, now=now)
    approve(by=staff, now=now)
    assert run_retention(now=now)["cases"] == 1
    erased = {case.pk: bool(case.erased_at) for case in Case.objects.all()}
    assert erased == {fresh.pk: False, due.pk: True, kept.pk: False, still_open.pk: False}


@pytest.mark.parametrize("hold", ["case", "person", "conversation"])
def test_what_is_held_is_not_erased_whatever_the_rule(
    office: Office, staff: User, now: datetime, hold: str
) -> None:
    person = somebody("Amani Njeri", email="amani@post.example")
    long_ago = now - timedelta(days=4000)
    case = a_case(now=now, person=person, state=CaseState.CLOSED, closed_at=long_ago)
    bring(letter(sender="Amani Njeri <amani@post.example>"), now=now)
    thread = Conversation.objects.get()
    CaseConversation.objects.create(case=case, conversation=thread, added_at=now)
    assert held._old(now, now).count() == 1
    if hold == "case":
        placed = hold_case(case=case, reason="A lawsuit", by=staff, now=now)
    elif hold == "person":
        hold_person(person=person, reason="A lawsuit", by=staff, now=now)
    else:
        hold_conversation(conversation=thread, reason="A lawsuit", by=staff, now=now)
    assert held._old(now, now).count() == 0
    if hold == "case":
        with pytest.raises(CannotErase):
            erase_person(person=person, by=staff, now=now)
        lift_hold(hold=placed, by=staff, now=now)
        assert held._old(now, now).count() == 1


def test_a_merge_takes_cases_along_and_an_undo_brings_them_back(
    office: Office, staff: User, now: datetime
) -> None:
    kept, merged = somebody("Amani Njeri"), somebody("Amani Njery")
    theirs = a_case(now=now, person=merged)
    for_each_other = a_case(now=now, person=kept, asked_by=merged, behalf="family")
    merge = merge_people(kept=kept, merged=merged, by=staff, now=now)
    for case in (theirs, for_each_other):
        case.refresh_from_db()
    assert (theirs.person, for_each_other.asked_by) == (kept, kept)
    undo_merge(merge=merge, by=staff, now=now)
    for case in (theirs, for_each_other):
        case.refresh_from_db()
    assert (theirs.person, for_each_other.asked_by) == (merged, merged)


def test_every_secret_of_casework_is_brought_under_a_new_key(
    two_offices: tuple[Office, Office], now: datetime
) -> None:
    fields = {
        (model, field.name)
        for model in apps.get_app_config("casework").get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, EncryptedTextField)
    }
    with override_settings(DATA_KEYS=["old"]):
        for office in two_offices:
            with within(office):
                case = full_case(now, somebody("Amani Njeri"))
                ServiceEndpoint.objects.create(
                    organisation=Organisation.objects.get(),
                    kind=case.kind,
                    address="https://city.example/open311/v2/",
                    service_code="1",
                    api_key=SECRET,
                    made_at=now,
                )
    with override_settings(DATA_KEYS=["new", "old"]):
        for office in two_offices:
            with within(office):
                assert rotation.rotate().changed >= len(fields)
                assert rotation.not_under_first_key().changed == 0
    with override_settings(DATA_KEYS=["new"]):
        for office in two_offices:
            with within(office):
                for model, name in fields:
                    values = [getattr(row, name) for row in model.objects.all()]
                    read = [value for value in values if value]
                    assert read, f"{model._meta.label}.{name} is not looked at by this test"
                    assert all(SECRET in value for value in read)
    assert keyring.ring()
