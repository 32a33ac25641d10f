"""Another system asks what there is, sends a request once, and learns how far it is, no more."""

import json
from datetime import datetime
from xml.etree import ElementTree

import pytest
from django.test import Client

from baraza.base.accounts.models import User
from baraza.base.channels.models import RawItem
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from baraza.engagement.casework.actions.asking import file_asked
from baraza.engagement.casework.actions.service_arrivals import end_key, make_key
from baraza.engagement.casework.models import ApiKey, Case, CaseKind, FieldType, ServiceArrival
from baraza.web.api.open311 import limits

ROOT = "/api/open311/v2/"


@pytest.fixture
def made(office: Office, staff: User, now: datetime) -> tuple[ApiKey, str]:
    return make_key(name="Town hall", by=staff, now=now)


@pytest.fixture
def roads(office: Office) -> CaseKind:
    """A kind that asks for nothing more."""
    return CaseKind.objects.create(name="Potholes", help="Holes in a road.", is_public=True)


def report(kind: CaseKind, secret: str, **said: object) -> dict[str, object]:
    return {
        "api_key": secret, "service_code": kind.pk, "description": "A hole as deep as a knee",
        "first_name": "Ada", "last_name": "Okoro", "email": "ada@post.example", **said,
    }  # fmt: skip


def test_services_are_the_kinds_offered_on_the_website(visitor: Client, roads: CaseKind) -> None:
    CaseKind.objects.create(name="Internal", is_public=False)

    found = {one["service_name"] for one in visitor.get(f"{ROOT}services.json").json()}

    assert "Potholes" in found
    assert "Internal" not in found
    xml = ElementTree.fromstring(visitor.get(f"{ROOT}services.xml").content)
    assert xml.tag == "services"
    assert {one.findtext("service_name") for one in xml.findall("service")} == found


def test_a_definition_asks_what_the_office_asks(visitor: Client, roads: CaseKind) -> None:
    field = roads.fields.create(
        label="Which side?", type=FieldType.CHOICE, choices=["Left", "Right"], is_required=True
    )

    said = visitor.get(f"{ROOT}services/{roads.pk}.json").json()

    [attribute] = said["attributes"]
    assert (attribute["code"], attribute["required"]) == (str(field.pk), True)
    assert [one["key"] for one in attribute["values"]] == ["Left", "Right"]
    xml = ElementTree.fromstring(visitor.get(f"{ROOT}services/{roads.pk}.xml").content)
    assert xml.findtext("attributes/attribute/values/value/key") == "Left"
    assert visitor.get(f"{ROOT}services/999999.json").status_code == 404


def test_a_request_is_kept_raw_and_becomes_one_case(
    visitor: Client, roads: CaseKind, made: tuple[ApiKey, str], now: datetime
) -> None:
    sent = report(roads, made[1], lat="1.5", long="36.2", address_string="Mill Lane 4")

    answer = visitor.post(f"{ROOT}requests.json", sent)

    [said] = answer.json()
    code = said["service_request_id"]
    assert answer.status_code == 201
    assert RawItem.objects.filter(external_id=code).exists()
    assert file_asked(now=now) == 1
    assert file_asked(now=now) == 0
    case = Case.objects.get(code=code)
    assert "deep as a knee" in case.story
    assert "1.50000, 36.20000" in case.story
    assert case.person is not None
    assert case.person.name == "Ada Okoro"


def test_json_is_taken_as_a_form_is(
    visitor: Client, roads: CaseKind, made: tuple[ApiKey, str]
) -> None:
    sent = report(roads, "", api_key="")
    answer = visitor.post(
        f"{ROOT}requests.json",
        json.dumps(sent),
        content_type="application/json",
        headers={"Authorization": f"Bearer {made[1]}"},
    )
    assert answer.status_code == 201


@pytest.mark.parametrize(
    "wrong",
    [
        {"service_code": "0"},
        {"service_code": "٣"},
        {"description": ""},
        {"description": "x" * 4001},
        {"email": "nobody"},
        {"lat": "north", "long": "1"},
        {"lat": "91", "long": "1"},
        {"media_url": "file:///etc/passwd"},
        {"attribute[12345678]": "no such question"},
    ],
)
def test_what_cannot_be_taken_is_refused_with_a_reason_and_nothing_kept(
    wrong: dict[str, str], visitor: Client, roads: CaseKind, made: tuple[ApiKey, str]
) -> None:
    answer = visitor.post(f"{ROOT}requests.json", report(roads, made[1], **wrong))

    assert answer.status_code == 400
    assert answer.json()[0]["description"]
    assert not ServiceArrival.objects.exists()
    assert not RawItem.objects.exists()


def test_without_a_key_in_use_nothing_opens(
    visitor: Client, roads: CaseKind, made: tuple[ApiKey, str], staff: User, now: datetime
) -> None:
    for secret in ("", "guessed", made[1][:-1]):
        answer = visitor.post(f"{ROOT}requests.xml", report(roads, secret))
        assert answer.status_code == 403
        assert ElementTree.fromstring(answer.content).findtext("error/code") == "403"
    end_key(key=made[0], by=staff, now=now)
    assert visitor.post(f"{ROOT}requests.json", report(roads, made[1])).status_code == 403
    assert visitor.get(f"{ROOT}requests.json", {"api_key": made[1]}).status_code == 403


def test_a_key_of_another_office_is_nobodys_here(
    two_offices: tuple[Office, Office], roads: CaseKind, made: tuple[ApiKey, str]
) -> None:
    other = Client(headers={"host": f"{two_offices[1].slug}.localhost"})
    with within(two_offices[1]):
        assert not ApiKey.objects.exists()
    assert other.get(f"{ROOT}requests.json", {"api_key": made[1]}).status_code == 403


def test_a_system_hears_of_its_own_requests_and_nothing_anybody_wrote(
    visitor: Client, roads: CaseKind, made: tuple[ApiKey, str], staff: User, now: datetime
) -> None:
    secret = made[1]
    code = visitor.post(f"{ROOT}requests.json", report(roads, secret)).json()[0][
        "service_request_id"
    ]
    file_asked(now=now)
    Case.objects.filter(code=code).update(state="closed", closed_at=now, outcome="solved")
    _other, others = make_key(name="Water works", by=staff, now=now)

    answer = visitor.get(f"{ROOT}requests/{code}.json", {"api_key": secret})
    assert answer.json()[0]["status"] == "closed"
    assert "knee" not in answer.text
    assert "Ada" not in answer.text
    assert visitor.get(f"{ROOT}requests/{code}.json", {"api_key": others}).status_code == 404
    assert visitor.get(f"{ROOT}requests.json", {"api_key": others}).json() == []
    closed = visitor.get(f"{ROOT}requests.json", {"api_key": secret, "status": "closed"})
    assert [one["service_request_id"] for one in closed.json()] == [code]
    opened = visitor.get(f"{ROOT}requests.json", {"api_key": secret, "status": "open"})
    assert opened.json() == []
    token = visitor.get(f"{ROOT}tokens/{code}.xml", {"api_key": secret})
    assert ElementTree.fromstring(token.content).findtext("request/token") == code


def test_a_system_that_floods_is_told_to_wait(
    visitor: Client, roads: CaseKind, made: tuple[ApiKey, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "SENDS", 2)
    assert not limits.is_too_much(made[0].pk, sends=False)
    statuses = [
        visitor.post(f"{ROOT}requests.json", report(roads, made[1])).status_code for _ in range(3)
    ]

    assert statuses == [201, 201, 429]
    # Counted for all web processes together; another key has a count of its own.
    assert limits.is_too_much(made[0].pk, sends=True)
    assert not limits.is_too_much(made[0].pk + 1, sends=True)
    assert ServiceArrival.objects.count() == 2


def test_the_key_itself_is_kept_nowhere(made: tuple[ApiKey, str]) -> None:
    key, secret = made
    assert secret not in str(ApiKey.objects.values().get(pk=key.pk))
