"""Who answers, and by when: the page on which the office says so."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from baraza.base.accounts.actions.staff import leave
from baraza.base.accounts.models import Role, User
from baraza.base.agenda.actions import add_topic
from baraza.base.office.models import Holiday
from baraza.base.office.queries import profile
from baraza.dialogue.conversations.actions.office_rules import add_rule, set_target
from baraza.dialogue.conversations.models import AssignmentRule, TurnaroundTarget
from tests.staff import member_of_staff
from tests.web.desk.page import Element, read

HERE = "/desk/set-up/duty/"


def page(desk: Client, query: str = "") -> Element:
    answer = desk.get(HERE + query)
    assert answer.status_code == 200
    return read(answer.content)


@pytest.fixture
def amina(office) -> User:
    return member_of_staff(email="amina@h.example", name="Amina Said", roles=[Role.CASEWORKER])


def test_a_new_office_is_told_what_holds_until_it_says_otherwise(desk: Client):
    text = page(desk).text
    assert "Everything else: 10 working days. until you say otherwise" in text
    assert "No holiday is coming up" in text


def test_the_preview_says_what_would_happen(desk: Client, amina: User):
    housing = add_topic(name="Housing")
    set_target(working_days=5, channel="form", topic=housing)
    add_rule(user=amina, topic=housing)
    desk.post(f"{HERE}keep/giving/", {"assigns_by_itself": "on"})
    answer = desk.get(f"{HERE}preview/?if-channel=form&if-topic={housing.pk}")
    assert "Web form about Housing : 5 working days" in read(answer.content).text
    assert "to Amina Said" in read(answer.content).text
    assert "10 working days" in page(desk).one(id="preview").text


def test_a_target_is_set_changed_taken_away_and_brought_back(desk: Client):
    housing = add_topic(name="Housing")
    given = {"channel": "", "topic": housing.pk}
    desk.post(f"{HERE}targets/", {**given, "working_days": 5})
    desk.post(f"{HERE}targets/", {**given, "working_days": 3})
    [target] = TurnaroundTarget.objects.all()
    assert (target.topic, target.working_days) == (housing, 3)

    desk.post(f"{HERE}targets/{target.pk}/remove/")
    assert not TurnaroundTarget.objects.exists()
    assert "Taken away." in page(desk).text
    desk.post(f"{HERE}bring-back/")
    assert TurnaroundTarget.objects.get().working_days == 3
    assert "Taken away." not in page(desk).text


@pytest.mark.parametrize("days", ["0", "-3", "251", "soon", ""])
def test_a_target_without_sense_is_sent_back_with_what_was_typed(desk: Client, days: str):
    answer = desk.post(f"{HERE}targets/", {"channel": "form", "topic": "", "working_days": days})
    assert answer.status_code == 422
    field = read(answer.content).one("input", id="target_working_days")
    assert field.attributes["aria-invalid"] == "true"
    assert not TurnaroundTarget.objects.exists()


def test_rules_are_added_moved_and_taken_away_with_undo(desk: Client, amina: User):
    desk.post(f"{HERE}rules/", {"channel": "form", "whom": f"user:{amina.pk}"})
    desk.post(f"{HERE}rules/", {"language": "ar", "whom": "role:correspondence"})
    first, second = AssignmentRule.objects.all()
    assert (first.user, second.role, second.language) == (amina, "correspondence", "ar")

    desk.post(f"{HERE}rules/{second.pk}/up/")
    assert list(AssignmentRule.objects.all()) == [second, first]
    desk.post(f"{HERE}rules/{second.pk}/remove/")
    desk.post(f"{HERE}bring-back/")
    assert [one.language for one in AssignmentRule.objects.all()] == ["ar", ""]


def test_a_rule_for_somebody_who_left_says_so_and_is_not_offered(
    desk: Client, amina: User, staff: User
):
    add_rule(user=amina)
    leave(user=amina, to=None, by=staff, now=timezone.now())
    shown = page(desk)
    assert "has left: the rule is passed over" in shown.text
    assert not shown.all("option", value=f"user:{amina.pk}")
    answer = desk.post(f"{HERE}rules/", {"whom": f"user:{amina.pk}"})
    assert answer.status_code == 422


def test_holidays_by_hand_and_from_a_file_with_undo(desk: Client):
    soon = timezone.localdate() + timedelta(days=10)
    desk.post(f"{HERE}holidays/", {"date": soon.isoformat(), "name": "Founders’ day"})
    assert "Founders’ day" in page(desk).text

    file = SimpleUploadedFile("h.csv", f"Day;Name\n{soon};x\n2030-12-25;Christmas\n".encode())
    desk.post(f"{HERE}holidays/file/", {"file": file})
    assert dict(Holiday.objects.values_list("date", "name")) == {
        soon: "Founders’ day",
        date(2030, 12, 25): "Christmas",
    }
    desk.post(f"{HERE}bring-back/")
    [kept] = Holiday.objects.all()
    desk.post(f"{HERE}holidays/{kept.pk}/remove/")
    assert not Holiday.objects.exists()
    desk.post(f"{HERE}bring-back/")
    assert Holiday.objects.get().name == "Founders’ day"


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", b"hello,world\nno,days\n", b"%PDF-1.4"])
def test_a_file_of_nonsense_changes_nothing_and_says_so(desk: Client, content: bytes):
    file = SimpleUploadedFile("days.csv", content)
    answer = desk.post(f"{HERE}holidays/file/", {"file": file})
    assert answer.status_code == 422
    assert read(answer.content).all(class_="errorlist")
    assert not Holiday.objects.exists()


def test_week_approval_and_surge_are_kept_in_the_profile(desk: Client):
    desk.post(f"{HERE}keep/week/", {"weekdays": ["6", "0"]})
    desk.post(f"{HERE}keep/approval/", {"approval_roles": ["caseworker"]})
    desk.post(f"{HERE}keep/surge/", {"backlog_limit": "400", "words_fr": " Deux mois. "})
    own = profile()
    assert own.weekdays == [0, 6]
    assert own.approval_roles == ["caseworker"]
    assert (own.backlog_limit, own.surge_words) == (400, {"fr": "Deux mois."})
    assert desk.post(f"{HERE}keep/week/", {}).status_code == 422
    assert desk.post(f"{HERE}keep/surge/", {"backlog_limit": "0"}).status_code == 422
    assert desk.post(f"{HERE}keep/nonsense/", {}).status_code == 404
    assert profile().weekdays == [0, 6]


def test_only_who_sets_up_the_office_may(desk: Client, staff: User):
    User.objects.filter(pk=staff.pk).update(roles=[Role.CASEWORKER])
    assert desk.get(HERE).status_code == 403
    assert desk.post(f"{HERE}targets/", {"working_days": "1"}).status_code == 403
