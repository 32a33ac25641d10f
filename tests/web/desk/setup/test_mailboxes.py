"""Mailboxes: connected, tried at once, changed, stopped."""

import socket
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from baraza.base.channels.models import Mailbox
from baraza.base.office_register.models import Office
from tests.web.desk.page import read

NEW = "/desk/set-up/mailboxes/new/"
SECRET = "seven-blue-pears"


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port on this machine where nothing answers."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


@pytest.fixture
def fields(silent_port: int) -> dict[str, str]:
    return {
        "address": "office@highlands.example",
        "username": "",
        "sign_in": "password",
        "password": SECRET,
        "imap_host": "127.0.0.1",
        "imap_port": str(silent_port),
        "imap_security": "none",
        "sent_folder": "",
        "smtp_host": "",
        "smtp_port": "465",
        "smtp_security": "tls",
    }


@pytest.fixture
def mailbox(desk: Client, office: Office, fields: dict[str, str]) -> Mailbox:
    desk.post(NEW, fields)
    return Mailbox.objects.get()


def test_a_mailbox_is_kept_and_what_is_wrong_is_said_at_once(
    desk: Client, fields: dict[str, str]
) -> None:
    answer = desk.post(NEW, fields, follow=True)
    mailbox = Mailbox.objects.get()
    assert mailbox.username == "office@highlands.example"
    tree = read(answer.content)
    assert tree.one("div", id="toasts").all(class_="trouble")
    assert "office@highlands.example" in tree.one("section").text


def test_the_password_is_never_shown_again(desk: Client, mailbox: Mailbox) -> None:
    address = reverse("desk:edit-mailbox", args=[mailbox.pk])
    assert SECRET not in desk.get(address).content.decode()
    assert SECRET not in mailbox.secret


def test_left_empty_the_password_stays(
    desk: Client, mailbox: Mailbox, fields: dict[str, str]
) -> None:
    address = reverse("desk:edit-mailbox", args=[mailbox.pk])
    desk.post(address, fields | {"password": "", "sent_folder": "Gesendet"})
    changed = Mailbox.objects.get()
    assert changed.secret == mailbox.secret
    assert changed.sent_folder == "Gesendet"


def test_an_address_is_read_once(desk: Client, mailbox: Mailbox, fields: dict[str, str]) -> None:
    answer = desk.post(NEW, fields)
    assert answer.status_code == 422
    assert Mailbox.objects.count() == 1


def test_a_mailbox_is_stopped_and_read_again(desk: Client, mailbox: Mailbox) -> None:
    desk.post(reverse("desk:stop-mailbox", args=[mailbox.pk]))
    assert not Mailbox.objects.get().is_active
    assert "Stopped" in read(desk.get("/desk/set-up/mailboxes/").content).one("section").text
    desk.post(reverse("desk:resume-mailbox", args=[mailbox.pk]))
    assert Mailbox.objects.get().is_active
