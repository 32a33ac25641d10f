"""What was told is completed and put right, by one at a time."""

from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from baraza.base.accounts.models import User
from baraza.base.channels.models import Channel
from baraza.base.people.models import Organisation
from baraza.dialogue.inputs.search import search_query
from baraza.engagement.casework.actions.opening import open_case
from baraza.engagement.casework.actions.retelling import Retold, retell
from baraza.engagement.casework.models import Case, CaseKind, Told
from tests.web.desk.page import read

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


@pytest.fixture
def case(staff: User, now: datetime) -> Case:
    kind = CaseKind.objects.get(name="Pensions")
    return open_case(
        kind=kind, title="Late", channel=Channel.PHONE, now=now, by=staff, story="Nothing came"
    )


def sent(case: Case, **more: Any) -> dict[str, Any]:
    return {
        "version": case.version,
        "kind": case.kind_id,
        "title": case.title,
        "story": "Nothing came since March",
    } | more


def address(case: Case) -> str:
    return reverse("desk:case-told", args=[case.pk])


def test_what_is_still_to_ask_is_said_until_it_is_answered(desk: Client, case: Case) -> None:
    which = case.kind.fields.get(label="Which pension?")
    page = reverse("desk:case", args=[case.pk])
    assert "Still to ask: Which pension?" in read(desk.get(page).content).text

    desk.post(address(case), sent(case, **{f"answer-{which.pk}": "Old age"}))

    text = read(desk.get(page).content).text
    assert "Still to ask" not in text
    assert "Nothing came since March" in text
    case.refresh_from_db()
    assert case.version == 2
    query = search_query(words="march", languages=["en"])
    assert Case.objects.filter(search=query).exists()


def test_an_answer_that_is_emptied_goes(desk: Client, case: Case) -> None:
    which = case.kind.fields.get(label="Which pension?")
    desk.post(address(case), sent(case, **{f"answer-{which.pk}": "Old age"}))
    case.refresh_from_db()

    desk.post(address(case), sent(case))

    assert not case.answers.exists()


def test_changed_by_a_colleague_meanwhile_nothing_is_overwritten_or_lost(
    desk: Client, staff: User, case: Case, now: datetime
) -> None:
    read_as = sent(case, story="My words")
    theirs = Retold(kind=case.kind, title="Late", told=Told("Theirs"))
    retell(case_id=case.pk, version=case.version, retold=theirs, by=staff, now=now)

    answer = desk.post(address(case), read_as)

    tree = read(answer.content)
    assert answer.status_code == 422
    assert "A colleague changed this case while you wrote" in tree.text
    assert tree.one("textarea", name="story").text.strip() == "My words"
    case.refresh_from_db()
    assert case.story == "Theirs"
    desk.post(
        address(case), read_as | {"version": tree.one("input", name="version").attributes["value"]}
    )
    case.refresh_from_db()
    assert case.story == "My words"


def test_of_a_sensitive_kind_all_of_it_is_encrypted(desk: Client, case: Case) -> None:
    which = case.kind.fields.get(label="Which pension?")
    desk.post(address(case), sent(case, **{f"answer-{which.pk}": "Disability"}))
    case.refresh_from_db()
    health = CaseKind.objects.get(name="Health and care")

    desk.post(address(case), sent(case, kind=health.pk, story="She is ill"))

    case.refresh_from_db()
    assert (case.story, case.told.story) == ("", "She is ill")
    assert case.answers.get().text == ""
    assert case.answers.get().words == "Disability"


def test_the_office_it_is_about_stays_where_nobody_is_responsible(
    desk: Client, case: Case, now: datetime
) -> None:
    fund = Organisation.objects.create(name="Pension fund", added_at=now)
    Case.objects.filter(pk=case.pk).update(organisation=fund)

    tree = read(desk.get(address(case)).content)

    chosen = [one for one in tree.one("select", name="organisation").all("option")
              if "selected" in one.attributes]  # fmt: skip
    assert [one.attributes["value"] for one in chosen] == [str(fund.pk)]


def test_papers_that_come_later_are_added_and_what_is_none_is_refused(
    desk: Client, case: Case
) -> None:
    good = SimpleUploadedFile("letter.png", PNG, "image/png")
    bad = SimpleUploadedFile("letter.exe", b"MZ\x90\0", "image/png")

    answer = desk.post(
        reverse("desk:case-told-file", args=[case.pk]), {"files": [good, bad]}, follow=True
    )

    assert [one.name for one in case.files.all()] == ["letter.png"]
    assert "letter.exe: " in answer.content.decode()
