"""Whom to tell of a hole (RFC 9116)."""

from datetime import datetime, timedelta

from django.test import Client
from django.utils import timezone

from baraza.base.office.actions import update_profile
from baraza.base.office_register.models import Office


def test_it_names_the_office_and_when_it_ends(office: Office, visitor: Client) -> None:
    answer = visitor.get("/.well-known/security.txt")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    assert fields["Contact"] == "mailto:office@highlands.example"
    assert fields["Preferred-Languages"] == "en, fr, ar, sw"
    assert fields["Canonical"] == "http://highlands.localhost/.well-known/security.txt"
    left = datetime.fromisoformat(fields["Expires"]) - timezone.now()
    assert timedelta(days=170) < left < timedelta(days=365)


def test_an_office_nobody_can_write_to_has_none(office: Office, visitor: Client) -> None:
    update_profile(email="")
    assert visitor.get("/.well-known/security.txt").status_code == 404
