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
from baraza.base.channels.models import Channel
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from baraza.base.people.actions.keeping import hold_person
from baraza.base.people.actions.merging import merge_people, undo_merge
from baraza.base.people.models import Organisation, Person
from baraza.common import keyring, rotation
from baraza.common.encrypted_fields import EncryptedTextField
from baraza.dialogue.conversations.actions.agency_threads import begin_thread
from baraza.dialogue.conversations.actions.emptying import hold_conversation
from baraza.dialogue.conversations.models import Conversation, Direction, Message
from baraza.dialogue.inputs.models import Input
from baraza.engagement.casework import held
from baraza.engagement.casework.actions import emptying
from baraza.engagement.casework.actions.closing import hold_case, lift_hold
from baraza.engagement.casework.actions.opening import open_case
from baraza.engagement.casework.models import (
    Authorisation,
    Case,
    CaseConversation,
    CaseField,
    CaseFile,
    CaseKind,
    CaseNote,
    CaseState,
    CaseUpdate,
    Decision,
    Feedback,
    Inquiry,
    InquiryLog,
    Intake,
    IntakeFile,
    Outcome,
    Proof,
    WayForward,
)
from baraza.engagement.casework.models.open311 import ServiceEndpoint
from baraza.flows.data_held.erasure import CannotErase, erase_person
from baraza.flows.data_held.person_archive import write_person_archive
from baraza.flows.data_held.retention import approve, change_days, run_retention
from baraza.flows.data_held.words import said
from tests.cases import a_case, kind_of
from tests.letters import bring, letter
from tests.people import somebody
from tests.staff import member_of_staff

SECRET = "canary-of-the-case"


def _full_case(now: datetime, person: Person, *, kind: CaseKind | None = None) -> Case:
    """A case with the canary wherever words can stand."""
    kind = kind or kind_of("Health", is_sensitive=True)
    field = CaseField.objects.create(kind=kind, label="Illness", is_sensitive=True)
    case = open_case(
        kind=kind,
        title=f"Title {SECRET}",
        channel=Channel.PHONE,
        now=now,
        person=person,
        story=f"Story {SECRET}",
        tried=f"Tried {SECRET}",
        wanted=f"Wanted {SECRET}",
        urgency_reason=SECRET,
        answers={field.pk: f"Answer {SECRET}"},
    )
    Case.objects.filter(pk=case.pk).update(
        stuck_because=SECRET, changed=SECRET, learnt=SECRET, state=CaseState.WORKING
    )
    proof = CaseFile.objects.create(
        case=case,
        name=f"{SECRET}.png",
        media_type="image/png",
        size=4,
        content=SECRET.encode(),
        added_at=now,
    )
    Authorisation.objects.create(
        case=case,
        person=person,
        proof=Proof.MARK,
        file=proof,
        witness=SECRET,
        matter=SECRET,
        given_date=now.date(),
        recorded_at=now,
    )
    CaseNote.objects.create(case=case, secret=f"Note {SECRET}", written_at=now)
    Decision.objects.create(case=case, way=WayForward.RESOLVE, reason=SECRET, made_at=now)
    CaseUpdate.objects.create(case=case, text=SECRET, channel=Channel.PHONE, given_at=now)
    Feedback.objects.create(
        case=case, digest="x" * 64, asked_at=now, content=4, text=SECRET, answered_at=now
    )
    agency = Organisation.objects.create(name="Clinic", sort_key="clinic", added_at=now)
    thread = begin_thread(
        subject=SECRET, language="en", channel=Channel.EMAIL, circle_id=None, now=now
    )
    Message.objects.create(
        conversation=thread,
        direction=Direction.OUTGOING,
        channel=Channel.EMAIL,
        happened_at=now,
        subject=SECRET,
        said=f"Letter {SECRET}",
    )
    inquiry = Inquiry.objects.create(
        case=case,
        organisation=agency,
        conversation=thread,
        contact_name=SECRET,
        contact_address=SECRET,
        subject=SECRET,
        reference=SECRET,
        asked_at=now,
    )
    InquiryLog.objects.create(
        inquiry=inquiry, channel=Channel.PHONE, with_whom=SECRET, text=SECRET, happened_at=now
    )
    Intake.objects.create(
        code="ABCD-EFGH", case=case, person=person, typed=SECRET, begun_at=now, saved_at=now
    )
    return Case.objects.get(pk=case.pk)


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
    _full_case(now, person)
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
    _full_case(now, somebody("Amani Njeri"))
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
    _full_case(now, person)
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


def test_letters_of_a_case_are_kept_as_long_as_the_case(
    office: Office, staff: User, now: datetime
) -> None:
    bring(
        letter(sender="Amani Njeri <amani@post.example>", message_id="<a@post.example>"),
        letter(sender="Ruth Adeyemi <ruth@post.example>", message_id="<b@post.example>"),
        now=now,
    )
    Conversation.objects.update(state="closed")
    in_case, alone = Conversation.objects.order_by("pk")
    case = a_case(now=now)
    CaseConversation.objects.create(case=case, conversation=in_case, added_at=now)
    later = now + timedelta(days=2000)
    approve(by=staff, now=later)
    run_retention(now=later)
    left = set(Message.objects.filter(erased_at=None).values_list("conversation", flat=True))
    assert left == {in_case.pk}
    emptying.empty_cases(cases=[case.pk], now=later)
    run_retention(now=later)
    assert not Message.objects.filter(erased_at=None).exists()
    assert alone.pk


def test_what_was_never_sent_is_forgotten_after_thirty_days(
    office: Office, staff: User, now: datetime
) -> None:
    def intake(code: str, **fields: object) -> Intake:
        return Intake.objects.create(code=code, typed="{}", begun_at=now, **fields)

    old = now - timedelta(days=31)
    forgotten = intake("AAAA-AAAA", saved_at=old)
    IntakeFile.objects.create(
        intake=forgotten, name="x", media_type="image/png", size=1, content=b"x"
    )
    kept = [
        intake("BBBB-BBBB", saved_at=now),
        intake("CCCC-CCCC", saved_at=old, author=staff),
        intake("DDDD-DDDD", saved_at=old, finished_at=old),
    ]
    assert emptying.forget_unfinished(now=now) == 1
    assert set(Intake.objects.all()) == set(kept)
    assert not IntakeFile.objects.exists()


def test_an_input_that_is_also_a_letter_stays_with_the_letter(
    office: Office, staff: User, now: datetime
) -> None:
    bring(letter(sender="Amani Njeri <amani@post.example>"), now=now)
    thread = Conversation.objects.get()
    case = open_case(kind=kind_of(), title="", channel=Channel.EMAIL, now=now, conversation=thread)
    own = open_case(kind=kind_of(), title="", channel=Channel.PHONE, now=now, story="Told us.")
    emptying.empty_cases(cases=[case.pk, own.pk], now=now)
    assert Input.objects.get(pk=case.input_id).erased_at is None
    assert Input.objects.get(pk=own.input_id).text == ""


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
                case = _full_case(now, somebody("Amani Njeri"))
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


def test_one_office_erases_nothing_of_another(
    two_offices: tuple[Office, Office], now: datetime
) -> None:
    for office in two_offices:
        with within(office):
            a_case(
                now=now, state=CaseState.CLOSED, closed_at=now - timedelta(days=4000), story=SECRET
            )
    with within(two_offices[0]):
        emptying.empty_cases(cases=[Case.objects.get().pk], now=now)
    with within(two_offices[1]):
        assert Case.objects.get().story == SECRET
