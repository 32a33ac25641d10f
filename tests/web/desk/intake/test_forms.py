"""Forms on paper lead back to their record by their code, once."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from baraza.base.accounts.models import User
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from baraza.common import paper
from baraza.common.paper import new_code
from baraza.engagement.casework.actions.lessons import keep_lesson
from baraza.engagement.casework.models import Case, CaseKind, Intake
from tests.people import somebody
from tests.staff import member_of_staff
from tests.web.desk.page import read

FORMS = "/desk/cases/new/forms/"
NEW = "/desk/cases/new/"
HTMX = {"HX-Request": "true"}


def print_one(desk: Client, **more: Any) -> Intake:
    kind = CaseKind.objects.get(name="Pensions")
    answer = desk.post(FORMS, {"kind": kind.pk, "count": 1, "language": "en"} | more)
    assert answer["Content-Type"] == "application/pdf"
    return Intake.objects.get()


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_each_kind_prints_in_each_language_large_or_not(
    desk: Client, staff: User, language: str
) -> None:
    for place, kind in enumerate(CaseKind.objects.in_use()):
        wanted = {"kind": kind.pk, "count": 2, "language": language}
        large = {"large": "on"} if place % 2 else {}

        answer = desk.post(FORMS, wanted | large)

        assert answer.content.startswith(b"%PDF-")
    assert Intake.objects.count() == 2 * CaseKind.objects.in_use().count()


def test_what_the_office_learnt_stands_on_the_paper_where_everybody_may_read_it(
    desk: Client, staff: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = CaseKind.objects.get(name="Pensions")
    for text, is_public in (("Is a stamp needed?\nYes, from the chief.", True), ("Ask Ali", False)):
        keep_lesson(text=text, by=staff, now=now, kind=kind, is_public=is_public)
    printed, render = [], paper.render

    def noted(name: str, data: dict[str, Any], *how: Any, **more: Any) -> bytes:
        printed.append(data["lessons"])
        return render(name, data, *how, **more)

    monkeypatch.setattr(paper, "render", noted)
    print_one(desk)
    assert printed == [[{"question": "Is a stamp needed?", "answer": "Yes, from the chief."}]]


def test_the_code_opens_the_form_to_be_entered(desk: Client) -> None:
    person = somebody("Ruth Adeyemi", phone="+254712345678")
    page = read(desk.get(f"{FORMS}?person={person.pk}").content)
    assert "For Ruth Adeyemi" in page.text
    assert page.one("input", name="person").attributes["value"] == str(person.pk)
    form = print_one(desk, person=person.pk)

    for address in (
        reverse("desk:case-form", args=[form.code]),
        f"{FORMS}find/?code={form.code.lower().replace('-', ' ')}",
    ):
        assert desk.get(address)["Location"] == f"{NEW}?intake={form.code}"
    # Typed where sheets are found, it is found too.
    answer = desk.get(f"/desk/sheets/find/?code={form.code}", follow=True)
    tree = read(answer.content)
    assert tree.one("input", name="person").attributes["value"] == str(person.pk)
    channel = [one for one in tree.all("input", name="channel") if "checked" in one.attributes]
    assert channel[0].attributes["value"] == "letter"


def test_entered_twice_it_is_told_and_not_doubled(desk: Client) -> None:
    form = print_one(desk)
    sent = {"code": form.code, "kind": form.kind_id, "story": "No pension", "channel": "letter"}
    desk.post(NEW, sent, headers=HTMX)
    case = Case.objects.get()
    assert case.code == form.code

    answer = desk.get(f"{FORMS}find/?code={form.code}", follow=True)
    assert answer.redirect_chain[-1][0] == reverse("desk:case", args=[case.pk])
    assert "This form has been entered already" in answer.content.decode()
    answer = desk.post(NEW, sent | {"story": "Once more"}, headers=HTMX)
    assert "nothing was opened twice" in answer.content.decode()
    assert Case.objects.count() == 1


def test_a_colleague_enters_what_another_printed(desk: Client, staff: User) -> None:

    form = print_one(desk)
    desk.force_login(member_of_staff(email="omar@highlands.example", name="Omar"))

    sent = {"code": form.code, "kind": form.kind_id, "story": "No pension"}
    desk.post(reverse("desk:new-case-keep"), sent, headers=HTMX)
    desk.post(NEW, sent, headers=HTMX)

    assert Case.objects.get().opened_by.name == "Omar"


def test_a_code_nobody_printed_is_said_to_be_unknown(desk: Client) -> None:
    code = new_code()

    answer = desk.get(f"{FORMS}find/?code={code}", follow=True)

    assert f"has the code {code}" in answer.content.decode()
    assert "not a whole code" in desk.get(f"{FORMS}find/?code=ABC", follow=True).content.decode()
    assert desk.get(reverse("desk:case-form", args=[code])).status_code == 404


def test_another_offices_form_leads_nowhere(
    two_offices: tuple[Office, Office], desk: Client, staff: User
) -> None:
    form = print_one(desk)
    with within(two_offices[1]):
        assert not Intake.objects.filter(code=form.code).exists()
        other = Intake.objects.create(
            code=new_code(), begun_at=form.begun_at, saved_at=form.begun_at,
            printed_at=form.begun_at,
        )  # fmt: skip

    assert desk.get(reverse("desk:case-form", args=[other.code])).status_code == 404
