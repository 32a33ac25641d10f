"""The staff pages, as each of them is opened."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from baraza.base.accounts.actions.circles import add_circle
from baraza.base.accounts.models import User
from baraza.base.office_register.models import Office
from tests.staff import member_of_staff, sign_in

PAGES = [
    "staff",
    "invite",
    "circles",
    "conduct",
    "conduct-words",
    "me",
    "safety",
]


@pytest.mark.parametrize("name", PAGES)
def test_each_page_asks_one_question(desk: Client, staff: User, name: str) -> None:
    add_circle(name="Case 7", members=[staff])
    answer = desk.get(reverse(f"desk:{name}"))
    words = answer.content.decode()
    assert answer.status_code == 200
    assert words.count("<h1>") == 1
    assert "?</h1>" in words
    assert " style=" not in words
    assert "<style" not in words


@pytest.mark.parametrize(
    "name",
    [
        "mfa_index",
        "mfa_add_webauthn",
        "mfa_generate_recovery_codes",
        "mfa_list_webauthn",
        "mfa_deactivate_totp",
        "account_email",
        "account_change_password",
        "account_reauthenticate",
        "mfa_reauthenticate",
    ],
)
def test_each_page_of_the_account_opens(office: Office, name: str) -> None:
    client = Client(headers={"host": "highlands.localhost"})
    sign_in(client, member_of_staff(email="amina@highlands.example", name="Amina Yusuf"))
    answer = client.get(reverse(name))
    words = answer.content.decode()
    assert answer.status_code == 200
    assert words.count("<h1>") == 1
    assert " style=" not in words
    assert "<style" not in words
    assert not re.findall(r"<script(?![^>]*(?:src=|type=.application/json))", words)
    assert "no-store" in answer["Cache-Control"]


def test_keys_are_listed_by_name(desk: Client, staff: User) -> None:
    Authenticator.objects.create(
        user=staff,
        type=Authenticator.Type.WEBAUTHN,
        data={"name": "Blue key", "credential": {}},
    )
    for name in ("mfa_index", "mfa_list_webauthn"):
        assert "Blue key" in desk.get(reverse(name)).content.decode()
