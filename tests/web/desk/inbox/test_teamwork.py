"""Whose it is, when it comes back, notes, who else is here, and what came in meanwhile."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from baraza.base.accounts.models import Circle, Role, User
from baraza.base.audit.models import AuditEntry
from baraza.base.office.actions import update_profile
from baraza.base.office_register.models import Office
from baraza.dialogue.conversations.actions.teamwork import be_present, write_note
from baraza.dialogue.conversations.models import Assignment, Conversation, Note, Presence
from baraza.web.desk.inbox.later import meant, moments
from tests.letters import bring, letter
from tests.staff import member_of_staff
from tests.web.desk.inbox.test_filing import undo
from tests.web.desk.page import read

Arrive = Callable[..., list[Conversation]]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def colleague(office: Office) -> User:
    return member_of_staff(email="t@highlands.example", name="Tomás Rivera")


def test_a_letter_is_given_to_a_colleague_and_back(
    desk: Client, conversation: Conversation, colleague: User, staff: User
) -> None:
    panel = read(desk.get(reverse("desk:colleagues-for", args=[conversation.pk])).content)
    names = [choice.one("bdi").text for choice in panel.all("button", name="to")]
    assert names[0] == "Me"
    assert "Tomás Rivera" in names
    address = reverse("desk:assign", args=[conversation.pk])
    tree = read(desk.post(address, {"to": colleague.pk}, headers=HTMX).content)
    conversation.refresh_from_db()
    assert conversation.assigned_to == colleague
    assert tree.one("li", id=f"row-{conversation.pk}").one(class_="face").text == "Tomás Rivera TR"
    undo(desk, tree)
    conversation.refresh_from_db()
    assert conversation.assigned_to is None


def test_given_to_whose_it_is_already_that_is_said_and_nothing_is_undone(
    desk: Client, conversation: Conversation, staff: User
) -> None:
    Conversation.objects.update(assigned_to=staff, assigned_because=Assignment.BY_HAND)
    address = reverse("desk:assign", args=[conversation.pk])
    toast = read(desk.post(address, {"to": staff.pk}, headers=HTMX).content).one(class_="toast")
    assert "This is yours now." in toast.text
    assert not toast.all("button")


def test_undone_it_is_theirs_for_the_reason_it_was(
    desk: Client, conversation: Conversation, colleague: User, staff: User
) -> None:
    Conversation.objects.update(assigned_to=colleague, assigned_because=Assignment.SPECIALISM)
    address = reverse("desk:assign", args=[conversation.pk])
    tree = read(desk.post(address, {"to": staff.pk}, headers=HTMX).content)
    undo(desk, tree)
    conversation.refresh_from_db()
    assert conversation.assigned_to == colleague
    assert conversation.assigned_because == Assignment.SPECIALISM


def test_what_undoes_one_letter_undoes_no_other(
    desk: Client, arrive: Arrive, colleague: User, staff: User
) -> None:
    mine, other = arrive(2)
    Conversation.objects.filter(pk=other.pk).update(assigned_to=staff)
    address = reverse("desk:assign", args=[mine.pk])
    tree = read(desk.post(address, {"to": colleague.pk}, headers=HTMX).content)
    former = tree.one(class_="toast").one("input", name="former").attributes["value"]
    elsewhere = reverse("desk:assign", args=[other.pk])
    for said in (former, f"{former}x", ""):
        assert desk.post(elsewhere, {"former": said}, headers=HTMX).status_code == 404
    other.refresh_from_db()
    assert other.assigned_to == staff


def test_undone_it_offers_no_undoing_that_would_stand_before_the_act_before_it(
    desk: Client, conversation: Conversation, colleague: User, staff: User
) -> None:
    address = reverse("desk:assign", args=[conversation.pk])
    first = read(desk.post(address, {"to": colleague.pk}, headers=HTMX).content)
    second = read(desk.post(address, {"to": staff.pk}, headers=HTMX).content)
    assert second.one(class_="toast").all("form")
    undone = undo(desk, second)
    assert undone.one(class_="toast").all("form") == []
    undo(desk, first)
    conversation.refresh_from_db()
    assert conversation.assigned_to is None


def test_nobody_outside_its_circle_is_offered_or_given_a_letter(
    desk: Client, conversation: Conversation, colleague: User, staff: User
) -> None:
    circle = Circle.objects.create(name="Case 4")
    circle.members.add(staff)
    Conversation.objects.update(circle=circle)
    panel = desk.get(reverse("desk:colleagues-for", args=[conversation.pk]))
    assert "Tomás" not in panel.content.decode()
    address = reverse("desk:assign", args=[conversation.pk])
    answer = desk.post(address, {"to": colleague.pk}, headers=HTMX)
    assert "circle" in read(answer.content).one(class_="toast").text
    conversation.refresh_from_db()
    assert conversation.assigned_to is None


def test_put_off_it_leaves_the_list_and_undo_brings_it_back(desk: Client, arrive: Arrive) -> None:
    first, second = arrive(2)
    address = reverse("desk:snooze", args=[first.pk])
    tree = read(desk.post(address, {"until": "tomorrow"}, headers=HTMX).content)
    assert tree.one("article").attributes["data-conversation"] == str(second.pk)
    rows = read(desk.get("/desk/inbox/").content).all("a", class_="row")
    assert [row.attributes["data-conversation"] for row in rows] == [str(second.pk)]
    later = read(desk.get("/desk/inbox/?snoozed=1").content)
    assert later.one("h1").text == "What comes back later?"
    assert "Back tomorrow" in later.one("a", class_="row").text
    undo(desk, tree)
    assert len(read(desk.get("/desk/inbox/").content).all("a", class_="row")) == 2


@pytest.mark.parametrize("until", ["2001-01-01", "never", "2400-01-01", "9" * 40, "\x00"])
def test_nobody_puts_a_letter_off_to_a_day_that_is_past_or_nonsense(
    desk: Client, conversation: Conversation, until: str
) -> None:
    desk.post(reverse("desk:snooze", args=[conversation.pk]), {"until": until}, headers=HTMX)
    conversation.refresh_from_db()
    assert conversation.snoozed_until is None


def test_moments_are_those_of_the_offices_clock(office: Office) -> None:
    update_profile(timezone="Africa/Nairobi")
    with timezone.override("Africa/Nairobi"):
        friday_noon = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
        found = {one.name: one.at for one in moments(now=friday_noon)}
        assert found["afternoon"] == datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
        assert found["monday"] == datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
        late = friday_noon + timedelta(hours=8)
        assert "afternoon" not in {one.name for one in moments(now=late)}
        assert meant("2026-11-25", now=friday_noon) == datetime(2026, 11, 25, 5, 0, tzinfo=UTC)


def test_due_and_late_are_said_in_words(desk: Client, conversation: Conversation) -> None:
    today = timezone.localdate()
    for day, words in (
        (today - timedelta(days=3), "Late since"),
        (today, "Due today"),
        (today + timedelta(days=1), "By tomorrow"),
    ):
        Conversation.objects.update(due_date=day)
        assert words in read(desk.get("/desk/inbox/").content).one("a", class_="row").text
        shown = read(desk.get(reverse("desk:letter", args=[conversation.pk])).content)
        assert words in shown.one(class_="facts").text


def test_a_note_stands_in_the_thread_names_people_and_can_be_taken_away(
    desk: Client, conversation: Conversation, colleague: User, staff: User
) -> None:
    form = read(desk.get(reverse("desk:letter-note", args=[conversation.pk])).content)
    told = [option.text for option in form.one("select", name="tell").all("option")]
    assert told[1:] == ["Tomás Rivera"]
    address = reverse("desk:write-letter-note", args=[conversation.pk])
    words = {"text": "<b>@Tomás Rivera</b> please call her."}
    tree = read(desk.post(address, words, headers=HTMX).content)
    note = Note.objects.get()
    assert list(note.mentioned.all()) == [colleague]
    assert tree.one(class_="noted").one(class_="text").text == words["text"]
    undo(desk, tree)
    assert not Note.objects.exists()


def test_only_whoever_wrote_a_note_takes_it_away(
    desk: Client, conversation: Conversation, colleague: User, now: datetime
) -> None:
    note = write_note(conversation=conversation, author=colleague, text="Mine.", now=now)
    address = reverse("desk:remove-letter-note", args=[conversation.pk])
    assert desk.post(address, {"note": note.pk}, headers=HTMX).status_code == 404
    assert Note.objects.exists()


def test_who_only_reads_neither_notes_nor_gives_away(
    office: Office, conversation: Conversation
) -> None:
    user = member_of_staff(email="a@highlands.example", name="Aud", roles=[Role.AUDITOR])
    client = Client(headers={"host": "highlands.localhost"})
    client.force_login(user)
    shown = read(client.get(reverse("desk:letter", args=[conversation.pk])).content)
    assert not shown.all(data_key="KeyN") + shown.all(data_key="KeyA")
    assert not shown.all("input", name="chosen")
    for name in ("assign", "snooze", "write-letter-note", "join", "colleagues-for"):
        assert client.post(reverse(f"desk:{name}", args=[conversation.pk])).status_code in (
            403,
            405,
        )
    assert client.post(reverse("desk:many"), {"act": "close"}).status_code == 403


def test_the_pulse_says_who_is_here_and_how_many_came_in(
    desk: Client, conversation: Conversation, colleague: User, staff: User, now: datetime
) -> None:
    drawn = read(desk.get("/desk/inbox/").content).one("input", name="drawn").attributes["value"]
    be_present(conversation=conversation, user=colleague, now=timezone.now(), is_writing=True)
    said = {"conversation": conversation.pk, "drawn": drawn, "writing": "1"}
    quiet = desk.post(reverse("desk:pulse"), said, headers=HTMX)
    assert "Tomás Rivera is writing an answer" in read(quiet.content).one(id="others").text
    assert read(quiet.content).one(id="fresh").text == ""
    assert len(quiet.content) < 1024
    assert Presence.objects.get(user=staff).is_writing
    bring(letter("New.", message_id="<n@post.example>", subject="New"), now=timezone.now())
    Conversation.objects.filter(subject="New").update(last_message_at=timezone.now())
    fresh = read(desk.post(reverse("desk:pulse"), said, headers=HTMX).content).one(id="fresh")
    assert fresh.text == "1 new letter"


def test_whoever_still_writes_learns_that_a_colleague_has_answered(
    desk: Client, conversation: Conversation, colleague: User, staff: User, now: datetime
) -> None:
    page = read(desk.get(reverse("desk:letter", args=[conversation.pk])).content)
    letter_open = page.one("article", class_="letter").attributes
    said = {"conversation": letter_open["data-conversation"], "seen": letter_open["data-seen"]}

    def told() -> str:
        return (
            read(desk.post(reverse("desk:pulse"), said, headers=HTMX).content).one(id="others").text
        )

    assert told() == ""
    own = conversation.messages.create(direction="out", happened_at=now, written_by=staff)
    assert told() == ""
    own.delete()
    conversation.messages.create(direction="out", happened_at=now, written_by=colleague)
    assert told() == "Tomás Rivera has answered · Show it"
    conversation.messages.create(direction="in", happened_at=now)
    assert told() == "A new letter came in · Show it"


@pytest.mark.parametrize("said", [{}, {"conversation": "x" * 30}, {"drawn": "2026-13-45T99"}])
def test_a_pulse_of_nonsense_says_nothing(desk: Client, said: dict[str, str]) -> None:
    assert desk.post(reverse("desk:pulse"), said, headers=HTMX).status_code == 200


def test_a_pulse_costs_the_same_however_many_are_here(
    desk: Client, conversation: Conversation, django_assert_num_queries: Callable
) -> None:
    said = {"conversation": conversation.pk, "drawn": timezone.now().isoformat(), "seen": "1"}
    desk.post(reverse("desk:pulse"), said, headers=HTMX)
    with django_assert_num_queries(14, exact=False) as alone:
        desk.post(reverse("desk:pulse"), said, headers=HTMX)
    for number in range(3):
        other = member_of_staff(email=f"{number}@highlands.example", name=f"Kim {number}")
        be_present(conversation=conversation, user=other, now=timezone.now())
    with django_assert_num_queries(len(alone.captured_queries)):
        desk.post(reverse("desk:pulse"), said, headers=HTMX)


def test_kept_ready_it_is_not_read_and_nobody_is_there(
    desk: Client, conversation: Conversation
) -> None:
    address = reverse("desk:letter", args=[conversation.pk])
    desk.get(f"{address}?ahead=1", headers=HTMX)
    acts = AuditEntry.objects.about(conversation).values_list("act", flat=True)
    assert list(acts) == ["fetched"]
    assert not Presence.objects.exists()
    desk.post(reverse("desk:pulse"), {"conversation": conversation.pk}, headers=HTMX)
    assert AuditEntry.objects.filter(act="opened").count() == 1
    assert Presence.objects.count() == 1


def test_done_is_not_done_when_they_have_written_again(
    desk: Client, conversation: Conversation, now: datetime
) -> None:
    shown = read(desk.get(reverse("desk:letter", args=[conversation.pk])).content)
    seen = shown.one("form", hx_post=reverse("desk:close", args=[conversation.pk])).one(
        "input", name="seen"
    )
    bring(
        letter("Wait!", message_id="<n@p.example>", in_reply_to="<letter0@post.example>"), now=now
    )
    address = reverse("desk:close", args=[conversation.pk])
    tree = read(desk.post(address, {"seen": seen.attributes["value"]}, headers=HTMX).content)
    assert "written again" in tree.one(class_="toast").text
    assert "Wait!" in tree.one("article").text
    conversation.refresh_from_db()
    assert conversation.state == "to_answer"


def test_two_matters_are_joined_opened_at_either_address_and_parted(
    desk: Client, office: Office, now: datetime
) -> None:
    bring(
        letter(message_id="<a@post.example>", subject="The first"),
        letter(message_id="<b@post.example>", subject="The second"),
        now=now,
    )
    first, second = Conversation.objects.order_by("pk")
    tree = read(
        desk.post(
            reverse("desk:join", args=[first.pk]), {"conversation": second.pk}, headers=HTMX
        ).content
    )
    assert len(tree.all("details", class_="message")) == 2
    led = desk.get(reverse("desk:letter", args=[second.pk]))
    assert led["Location"] == reverse("desk:letter", args=[first.pk])
    undo(desk, tree)
    assert desk.get(reverse("desk:letter", args=[second.pk])).status_code == 200


def test_a_letter_that_is_another_matter_is_split_off_and_back(
    desk: Client, office: Office, now: datetime
) -> None:
    bring(
        letter(),
        letter("And more.", message_id="<2@post.example>", in_reply_to="<first@post.example>"),
        now=now,
    )
    conversation = Conversation.objects.get()
    first, second = conversation.messages.all()
    # What we answered is of the same matter as what it answers.
    conversation.messages.create(direction="out", happened_at=now + timedelta(days=1), said="Yes.")
    shown = read(desk.get(reverse("desk:letter", args=[conversation.pk])).content)
    offered = [
        form.attributes["action"]
        for form in shown.all("form")
        if "/split/" in form.attributes.get("action", "")
    ]
    assert offered == [reverse("desk:split", args=[second.pk])]
    tree = read(desk.post(offered[0], headers=HTMX).content)
    assert Conversation.objects.count() == 2
    undo(desk, tree)
    assert conversation.messages.count() == 3
    answer = desk.post(reverse("desk:split", args=[first.pk]), headers=HTMX)
    assert "Nothing would be left" in read(answer.content).text


def test_candidates_come_with_reasons(desk: Client, office: Office, now: datetime) -> None:
    bring(letter(message_id="<1@post.example>"), now=now)
    bring(
        letter(
            sender="Baraka Otieno <amani@post.example>",
            message_id="<2@post.example>",
            subject="Other",
        ),
        now=now,
    )
    unsure = Conversation.objects.get(subject="Other")
    shown = read(desk.get(reverse("desk:letter", args=[unsure.pk])).content)
    reasons = shown.one("button", name="person").text
    assert "Uses amani@post.example , as others do." in reasons
    assert "Wrote once" in reasons
