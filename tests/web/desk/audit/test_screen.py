"""The screen on which an auditor asks who did what."""

import json
from datetime import datetime, timedelta

import pytest
from django.test import Client
from selectolax.parser import HTMLParser

from baraza.base.accounts.models import Circle, Role, User
from baraza.base.audit.actions import record
from baraza.base.audit.models import AuditEntry
from baraza.base.audit.queries import PAGE, holds
from baraza.base.channels.models import RawItem
from baraza.base.office_register.models import Office
from baraza.dialogue.conversations.models import Conversation
from tests.letters import bring, letter
from tests.staff import member_of_staff


@pytest.fixture
def conversation(office: Office, now: datetime) -> Conversation:
    """A letter that has come in."""
    bring(letter(), now=now)
    return Conversation.objects.get()


def client_of(role: Role, name: str = "Ada Obi") -> Client:
    user = member_of_staff(email=f"{role}@highlands.example", name=name, roles=[role])
    client = Client(headers={"host": "highlands.localhost"})
    client.force_login(user)
    return client


def rows(client: Client, query: str = "") -> list[str]:
    """Each line of the table as one text."""
    tree = HTMLParser(client.get(f"/desk/audit/{query}").content)
    return [" ".join(row.text().split()) for row in tree.css("tbody tr")]


def test_a_letter_and_its_source_opened_at_the_desk_are_readings(
    desk: Client, conversation: Conversation, staff: User
) -> None:
    before = AuditEntry.objects.count()
    desk.get(f"/desk/inbox/{conversation.pk}/")
    desk.get(f"/desk/inbox/{conversation.pk}/")
    desk.get(f"/desk/inbox/arrived/{RawItem.objects.get().pk}/")
    entries = AuditEntry.objects.filter(number__gt=before, act="opened").order_by("number")
    assert list(entries.values_list("object_kind", "actor_id")) == [
        ("conversations.conversation", staff.pk),
        ("channels.rawitem", staff.pk),
    ]


@pytest.mark.parametrize("role", Role)
def test_the_trail_is_for_those_who_may_see_it(office: Office, role: Role) -> None:
    may = role in {Role.AUDITOR, Role.CHIEF_OF_STAFF, Role.ADMINISTRATOR}
    client = client_of(role)
    assert client.get("/desk/audit/").status_code == (200 if may else 403)
    assert client.get("/desk/audit/head/").status_code == (200 if may else 403)


def test_it_is_searched_by_person_act_thing_and_day(
    office: Office, staff: User, conversation: Conversation, now: datetime
) -> None:
    other = member_of_staff(email="jon@highlands.example", name="Jón Sand")
    record(actor=staff, act="answered", obj=conversation, now=now)
    record(actor=other, act="closed", obj=conversation, now=now + timedelta(days=1))
    auditor = client_of(Role.AUDITOR)
    assert any("Leila Haddad answered" in row for row in rows(auditor, f"?actor={staff.pk}"))
    assert not any("Jón" in row for row in rows(auditor, f"?actor={staff.pk}"))
    assert [row for row in rows(auditor, "?act=closed") if "Jón Sand marked as done" in row]
    about = f"?kind=conversations.conversation&number={conversation.pk}"
    assert len(rows(auditor, about)) == 2
    assert len(rows(auditor, f"{about}&last={now.date()}")) == 1
    assert rows(auditor, f"{about}&first={(now + timedelta(days=2)).date()}") == []


@pytest.mark.parametrize(
    "query", ["?actor=x&act=nonsense&first=soon&before=1e9", "?number=%00", "?before=9" * 30]
)
def test_nonsense_in_the_address_is_no_error(office: Office, query: str) -> None:
    assert client_of(Role.AUDITOR).get(f"/desk/audit/{query}").status_code == 200


def test_older_rows_are_a_page_away(office: Office, now: datetime) -> None:
    for number in range(PAGE + 3):
        record(actor=None, act="closed", now=now, detail={"n": number})
    auditor = client_of(Role.AUDITOR)
    tree = HTMLParser(auditor.get("/desk/audit/?act=closed").content)
    [older] = [a.attributes["href"] for a in tree.css("a") if "before=" in a.attributes["href"]]
    assert len(rows(auditor, older)) == 3


def test_the_proof_is_the_head_of_the_trail(office: Office, now: datetime) -> None:
    auditor = client_of(Role.AUDITOR)
    kept = json.loads(auditor.get("/desk/audit/head/").content)
    record(actor=None, act="closed", now=now)
    assert holds(kept=kept)
    AuditEntry.objects.filter(number__gte=kept["number"]).delete()
    assert not holds(kept=kept)


def test_everybody_who_reads_a_letter_sees_who_else_did(
    desk: Client, conversation: Conversation
) -> None:
    volunteer = client_of(Role.VOLUNTEER)
    volunteer.get(f"/desk/inbox/{conversation.pk}/")
    page = desk.get(f"/desk/inbox/{conversation.pk}/")
    address = f"/desk/audit/letter/{conversation.pk}/"
    assert address in page.content.decode()
    shown = desk.get(address).content.decode()
    assert "Ada Obi" in shown
    assert "Leila Haddad" in shown


def test_a_letter_of_another_circle_has_no_trail_here(
    desk: Client, conversation: Conversation
) -> None:
    conversation.circle = Circle.objects.create(name="Case 4")
    conversation.save()
    assert desk.get(f"/desk/audit/letter/{conversation.pk}/").status_code == 404


def test_more_rows_cost_no_more_queries(
    office: Office, now: datetime, django_assert_max_num_queries: object
) -> None:
    auditor = client_of(Role.AUDITOR)
    for _ in range(30):
        record(actor=None, act="closed", now=now)
    with django_assert_max_num_queries(25):
        auditor.get("/desk/audit/")
