"""Filters, the chips that say them, and lists kept under a name."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from baraza.base.accounts.models import User
from baraza.base.agenda.actions import add_topic
from baraza.base.office_register.models import Office
from baraza.base.people.models import Person
from baraza.base.places.models import Area
from baraza.dialogue.conversations.actions.desk import set_topic
from baraza.dialogue.conversations.actions.teamwork import save_view
from baraza.dialogue.conversations.models import Conversation, SavedView
from tests.dialogue.conversations.actions.test_many import fill
from tests.staff import member_of_staff
from tests.web.desk.inbox.test_filing import undo
from tests.web.desk.inbox.test_reading import rows
from tests.web.desk.page import read

Arrive = Callable[..., list[Conversation]]
HTMX = {"HX-Request": "true"}


def test_each_filter_shows_only_what_it_says(desk: Client, arrive: Arrive, staff: User) -> None:
    wanted, other = arrive(2)
    today = timezone.localdate()
    ward = Area.objects.create(name="Mbuni", folded="mbuni", kind="ward")
    Area.objects.filter(pk=ward.pk).update(lineage=[ward.pk])
    water = add_topic(name="Water")
    set_topic(conversation=wanted, topic=water)
    Person.objects.filter(pk=wanted.person_id).update(area=ward)
    Conversation.objects.filter(pk=wanted.pk).update(
        assigned_to=staff, language="sw", channel="form"
    )
    Conversation.objects.filter(pk=other.pk).update(language="fr")
    Conversation.objects.update(due_date=today + timedelta(days=5))
    for said, label in (
        ({"mine": "1"}, "Mine to answer"),
        ({"to": staff.pk}, "Leila Haddad"),
        ({"topic": water.pk}, "Water"),
        ({"area": ward.pk}, "Mbuni"),
        ({"person": wanted.person_id}, wanted.person.name),
        ({"language": "sw"}, "Swahili"),
        ({"channel": "form"}, "Web form"),
    ):
        tree = read(desk.get("/desk/inbox/", said).content)
        assert rows(tree) == [wanted.subject], said
        chip = tree.one("ul", class_="chips").one("a")
        assert (chip.text, chip.attributes["href"]) == (label, "/desk/inbox/")
    for said in ({"nobody": "1"}, {"topic": "0"}, {"language": "fr"}):
        assert rows(read(desk.get("/desk/inbox/", said).content)) == [other.subject], said
    for day, said in ((today - timedelta(days=1), {"late": "1"}), (today, {"due": "today"})):
        Conversation.objects.filter(pk=wanted.pk).update(due_date=day)
        assert rows(read(desk.get("/desk/inbox/", said).content)) == [wanted.subject], said


def test_days_are_those_on_which_a_letter_came_in(desk: Client, arrive: Arrive) -> None:
    arrive(2)  # both on 1 May 2026
    for said, found in (
        ({"from": "2026-05-01", "until": "2026-05-01"}, 2),
        ({"from": "2026-05-02"}, 0),
        ({"until": "2026-04-30"}, 0),
    ):
        assert len(rows(read(desk.get("/desk/inbox/", said).content))) == found, said


@pytest.mark.parametrize(
    "nonsense",
    [
        "topic=x", "topic=-1", "topic=99999999999999999999", "area=%00", "mine=yes", "to=",
        "due=2026-02-30", "from=yesterday", "until=0000-00-00", "channel=pigeon",
        "language=<script>", "snoozed=2", "person=1e5", "late=%F0%9F%90%90",
    ],
)  # fmt: skip
def test_nonsense_filters_are_not_heard(desk: Client, arrive: Arrive, nonsense: str) -> None:
    arrive(1)
    tree = read(desk.get(f"/desk/inbox/?{nonsense}").content)
    assert len(rows(tree)) == 1
    assert not tree.all("ul", class_="chips")


def test_filters_stay_while_one_searches_reads_and_goes_on(
    desk: Client, arrive: Arrive, staff: User
) -> None:
    first, _second, third = arrive(3)
    Conversation.objects.filter(pk__in=[first.pk, third.pk]).update(assigned_to=staff)
    tree = read(desk.get("/desk/inbox/?mine=1").content)
    assert tree.one("form", role="search").one("input", name="mine").attributes["value"] == "1"
    assert tree.one("a", class_="row").attributes["href"].endswith("/?mine=1")
    following = read(
        desk.post(reverse("desk:close", args=[first.pk]) + "?mine=1", headers=HTMX).content
    )
    assert following.one("article").attributes["data-conversation"] == str(third.pk)


def test_a_list_is_kept_found_and_no_longer_kept(desk: Client, arrive: Arrive, staff: User) -> None:
    arrive(2)
    here = "?" + urlencode({"state": "all", "search": "library"})
    tree = read(
        desk.post(reverse("desk:keep-view") + here, {"name": "Books"}, headers=HTMX).content
    )
    view = SavedView.objects.get()
    assert (view.owner, view.filters) == (staff, {"state": "all", "search": "library"})
    panel = read(desk.get(reverse("desk:filters")).content)
    assert panel.one("select", name="topic").all("option")[0].text == "Any"
    link = next(one for one in panel.all("a") if one.text == "Books")
    assert link.attributes["href"] == "/desk/inbox/?state=all&search=library"
    undo(desk, tree)
    assert not SavedView.objects.exists()


def test_the_whole_offices_lists_are_for_who_sets_things_up(
    desk: Client, office: Office, staff: User
) -> None:
    kim = member_of_staff(email="kim@highlands.example", name="Kim", roles=["correspondence"])
    client = Client(headers={"host": "highlands.localhost"})
    client.force_login(kim)
    client.post(reverse("desk:keep-view") + "?mine=1", {"name": "Ours", "for_all": "1"})
    assert SavedView.objects.get().owner == kim
    office_view = save_view(name="All", filters={"nobody": "1"}, owner=None, by=staff)
    theirs = save_view(name="Leila's", filters={"late": "1"}, owner=staff, by=staff)
    panel = read(client.get(reverse("desk:filters")).content).text
    assert "All" in panel
    assert "Leila's" not in panel
    for view in (office_view, theirs):
        answer = client.post(reverse("desk:remove-view"), {"view": view.pk})
        assert answer.status_code == 404
    assert SavedView.objects.count() == 3


def test_the_panel_costs_the_same_however_many_topics_and_colleagues(
    desk: Client, arrive: Arrive, staff: User
) -> None:
    arrive(1)
    counted = []
    for number in range(3):
        add_topic(name=f"Topic {number}")
        save_view(name=f"View {number}", filters={"late": "1"}, owner=staff, by=staff)
        member_of_staff(email=f"{number}@highlands.example", name=f"Kim {number}")
        with CaptureQueriesContext(connection) as queries:
            desk.get(reverse("desk:filters"))
        counted.append(len(queries))
    assert len(set(counted)) == 1


def test_counts_stop_at_a_thousand(desk: Client) -> None:
    fill(1002)
    tree = read(desk.get("/desk/inbox/").content)
    assert tree.one("nav", id="states").one("a", aria_current="page").text == "To answer 1,000+"
