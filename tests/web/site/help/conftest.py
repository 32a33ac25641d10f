"""Somebody who asks for help, and what they would tell."""

from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client

from baraza.base.office_register.models import Office
from baraza.engagement.casework.models import CaseKind, FieldType, Intake
from tests.web.site.page import value

Ask = Callable[..., HttpResponse]
Sent = Callable[..., Intake]


@pytest.fixture
def kind(office: Office) -> CaseKind:
    """The only kind that is offered."""
    CaseKind.objects.update(is_public=False)
    made = CaseKind.objects.create(
        name="Missed pension",
        help="A pension that stopped",
        translations={"fr": {"name": "Pension impayée"}},
        authorisation="implied",
    )
    made.fields.create(label="Number of the pension", is_required=True)
    made.fields.create(
        label="Since when", type=FieldType.CHOICE, choices=["This year", "Earlier"], position=1
    )
    return made


@pytest.fixture
def health(kind: CaseKind) -> CaseKind:
    """A kind whose words are encrypted."""
    return CaseKind.objects.create(name="Health", is_sensitive=True)


@pytest.fixture
def ask(visitor: Client, kind: CaseKind) -> Ask:
    """Fills in every step, sends it, and returns the last page; `but` changes what is told."""

    def fill(of: CaseKind = kind, browser: Client = visitor, **but: str) -> HttpResponse:
        answers = [f"answer-{field.pk}" for field in of.fields.order_by("position")]
        told = {
            "story": "Since March nothing came.",
            "wanted": "My pension",
            "name": "Amina Duale",
            "email": "amina@home.example",
            "phone": "+254 700 123 456",
            "birth_year": "1961",
            "whom": "self",
            "agrees": "on",
            **dict(zip(answers, ["P-77", "Earlier"], strict=False)),
        } | but
        token = value(browser.get("/help/ask/").content, "token")
        page = browser.post("/help/ask/", {"kind": of.pk, "token": token})
        while page.status_code == 302 and "/review/" not in page["Location"]:
            page = browser.post(page["Location"], told)
        assert page.status_code == 302, page.content.decode()
        return browser.post(page["Location"], {})

    return fill


@pytest.fixture
def sent(ask: Ask, run_jobs: Callable[[], int]) -> Sent:
    """Asks, and lets the worker do its part; the form as it is then."""

    def send(**but: object) -> Intake:
        ask(**but)
        run_jobs()
        return Intake.objects.select_related("case").latest("pk")

    return send


@pytest.fixture
def begin(visitor: Client, kind: CaseKind) -> Callable[[], str]:
    """Chooses what it is about; the address of the first step."""

    def press() -> str:
        token = value(visitor.get("/help/ask/").content, "token")
        return visitor.post("/help/ask/", {"kind": kind.pk, "token": token})["Location"]

    return press
