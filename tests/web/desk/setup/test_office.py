"""Whose office this is."""

import pytest
from django.test import Client

from baraza.base.office.queries import profile
from baraza.base.office_register.models import Office
from tests.web.desk.page import read

PAGE = "/desk/set-up/office/"
FIELDS = {
    "name": "Office of Salma Okello",
    "member_name": "Salma Okello",
    "constituency": "Highlands",
    "email": "office@highlands.example",
    "other_addresses": "salma@highlands.example\nold@highlands.example, old@highlands.example",
    "phone": "",
    "postal_address": "",
    "languages": "sw, en",
    "timezone": "Africa/Nairobi",
    "trusted_servers": "",
    "acknowledges": "on",
}


def test_the_profile_is_kept(desk: Client, office: Office) -> None:
    answer = desk.post(PAGE, FIELDS)
    assert answer.status_code == 302
    own = profile()
    assert own.languages == ["sw", "en"]
    assert own.other_addresses == ["salma@highlands.example", "old@highlands.example"]
    assert own.timezone == "Africa/Nairobi"
    assert own.acknowledges is True
    assert own.plus_addressing is False


def test_the_acknowledgement_can_be_switched_off(desk: Client, office: Office) -> None:
    fields = dict(FIELDS)
    del fields["acknowledges"]
    desk.post(PAGE, fields)
    assert profile().acknowledges is False


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("languages", "en, klingonese"),
        ("languages", ""),
        ("other_addresses", "not an address"),
        ("email", "office"),
        ("timezone", "Mars/Olympus"),
    ],
)
def test_what_cannot_be_is_said_at_the_field_and_nothing_is_changed(
    desk: Client, office: Office, field: str, value: str
) -> None:
    before = profile()
    answer = desk.post(PAGE, FIELDS | {field: value, "member_name": "Somebody new"})
    assert answer.status_code == 422
    wrong = read(answer.content).one(name=field)
    assert wrong.attributes["aria-invalid"] == "true"
    assert profile().member_name == before.member_name


def test_what_was_kept_is_shown_as_it_was_typed(desk: Client, office: Office) -> None:
    desk.post(PAGE, FIELDS)
    tree = read(desk.get(PAGE).content)
    assert tree.one("input", name="languages").attributes["value"] == "sw, en"
    assert tree.one("textarea", name="other_addresses").text == (
        "salma@highlands.example old@highlands.example"
    )
