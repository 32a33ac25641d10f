"""A case is opened: counted once, told where it belongs, with its steps and its clock."""

from collections.abc import Callable
from datetime import date, datetime

import pytest

from baraza.base.accounts.models import Circle, User
from baraza.base.channels.models import Channel
from baraza.base.office_register.models import Office
from baraza.base.people.actions.records import Details, add_person
from baraza.base.people.models import Person
from baraza.dialogue.conversations.actions.entering import EnteredFile
from baraza.dialogue.conversations.models import Conversation
from baraza.dialogue.inputs.models import Input
from baraza.dialogue.inputs.search import search_query
from baraza.engagement.casework.actions.opening import AlreadyACase, open_case
from baraza.engagement.casework.models import Case, CaseKind, CaseState, UpdatePolicy, Urgency
from baraza.insight.queries import figures
from tests.letters import bring, letter

Opener = Callable[..., Case]


@pytest.fixture
def amina(office: Office, staff: User, now: datetime) -> Person:
    return add_person(
        details=Details(name="Amina Haddad", language="ar", birth_year=1951), by=staff, now=now
    )


@pytest.fixture
def opened(office: Office, staff: User, now: datetime) -> Opener:
    def open_one(kind: str = "Pensions", **fields: object) -> Case:
        usual = {"title": "", "channel": Channel.PHONE, "now": now, "by": staff}
        return open_case(kind=CaseKind.objects.get(name=kind), **{**usual, **fields})

    return open_one


def conversation_of_a_letter(now: datetime) -> Conversation:
    bring(letter(), now=now)
    return Conversation.objects.get()


def test_what_was_said_by_telephone_is_one_input(opened: Opener, amina: Person) -> None:
    case = opened(person=amina, story="My pension stopped in March. I have four children.")

    assert Input.objects.get() == case.input
    assert case.input.text == "My pension stopped in March. I have four children."
    assert (case.input.person, case.input.channel) == (amina, Channel.PHONE)
    assert case.title == "My pension stopped in March"
    assert (case.state, case.language) == (CaseState.NEW, "ar")


def test_letters_that_become_a_case_are_counted_as_they_were(
    opened: Opener, office: Office, now: datetime
) -> None:
    conversation = conversation_of_a_letter(now)

    case = opened(conversation=conversation, channel=Channel.EMAIL, story="Dry since March")

    assert Input.objects.get() == case.input == conversation.messages.get().input
    assert case.conversations.get().conversation == conversation


def test_the_figures_of_the_office_still_add_up(
    opened: Opener, office: Office, now: datetime
) -> None:
    opened(conversation=conversation_of_a_letter(now), channel=Channel.EMAIL)
    opened(story="My pension stopped in March")

    counted = figures()

    assert counted.contradictions() == []
    assert (counted.inputs, counted.told_in_cases, counted.filed) == (2, 1, 1)


def test_letters_become_one_case(opened: Opener, office: Office, now: datetime) -> None:
    conversation = conversation_of_a_letter(now)
    case = opened(conversation=conversation)

    with pytest.raises(AlreadyACase) as refused:
        opened(conversation=conversation)

    assert refused.value.case == case
    assert Case.objects.count() == 1


def test_a_confidential_letter_makes_a_confidential_case(
    opened: Opener, office: Office, staff: User, now: datetime
) -> None:

    conversation = conversation_of_a_letter(now)
    circle = Circle.objects.create(name="Two of us")
    Conversation.objects.update(circle=circle)

    assert opened(conversation=conversation).circle_id == circle.pk


def test_what_is_sensitive_is_encrypted_and_found_by_no_search(
    opened: Opener, amina: Person
) -> None:
    field = CaseKind.objects.get(name="Health and care").fields.get(label__startswith="Which")

    case = opened(
        "Health and care",
        person=amina,
        story="She waits for dialysis",
        tried="Asked the ward",
        answers={field.pk: "Zahra clinic"},
    )

    case.refresh_from_db()
    assert (case.story, case.tried) == ("", "")
    assert case.told.story == "She waits for dialysis"
    assert case.title == "Health and care"
    assert case.input.text == ""
    answer = case.answers.get()
    assert (answer.text, answer.words) == ("", "Zahra clinic")
    for word in ("dialysis", "Zahra", "ward"):
        query = search_query(words=word, languages=["en", "ar"])
        assert not Case.objects.filter(search=query).exists()
        assert not Input.objects.filter(search=query).exists()


def test_what_is_not_sensitive_is_found(opened: Opener) -> None:
    kind = CaseKind.objects.get(name="Pensions")
    which = kind.fields.get(label="Which pension?")

    case = opened(story="Nothing came since Easter", answers={which.pk: "Disability"})

    for words in ("easter", "disability", case.code):
        assert Case.objects.get(search=search_query(words=words, languages=["en"])) == case


def test_the_kind_says_what_to_do_and_the_policy_when_they_hear_from_us(
    opened: Opener, now: datetime
) -> None:
    UpdatePolicy.objects.filter(pk=Urgency.NOW).update(update_days=1)

    case = opened(urgency=Urgency.NOW, urgency_reason="Nothing to eat")

    assert case.next_update_date == date(2026, 5, 5)
    steps = list(case.steps.values_list("words", "due_date"))
    assert steps[0] == ("Copies of their papers are in the file", date(2026, 5, 6))
    assert len(steps) == 4


def test_the_case_is_about_whom_it_is_asked_for(
    opened: Opener, amina: Person, staff: User, now: datetime
) -> None:
    child = add_person(details=Details(name="Sami Haddad"), by=staff, now=now)

    case = opened("School and study", person=child, asked_by=amina, behalf="parent", story="No bus")

    assert (case.person, case.asked_by, case.behalf) == (child, amina, "parent")
    assert case.input.person == amina


def test_files_are_kept_with_the_case(opened: Opener, staff: User) -> None:
    case = opened(files=[EnteredFile("stamp.png", "image/png", b"picture")])

    kept = case.files.get()
    assert (kept.name, bytes(kept.content), kept.size, kept.added_by) == (
        "stamp.png",
        b"picture",
        7,
        staff,
    )
