"""`baraza dkim` as an administrator meets it: print, publish, run again, renew."""

import json
from contextlib import nullcontext
from typing import Any

import dns.exception
import pytest
from typer.testing import CliRunner

from baraza.base.channels.email.signing import Signer
from baraza.base.channels.models import SigningKey
from baraza.base.office.actions import update_profile
from baraza.base.office_register.models import Office
from baraza.config.cli import app, dkim
from baraza.config.cli.output import Refused


@pytest.fixture
def zone(office: Office, monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """What DNS has; the office is entered already."""
    monkeypatch.setattr(dkim, "inside_office", lambda slug: nullcontext())
    records: dict[str, bytes] = {}
    ask = Signer.is_published
    monkeypatch.setattr(
        Signer, "is_published", lambda signer, resolver: ask(signer, resolver=records.get)
    )
    return records


def run(*options: str) -> dict[str, Any]:
    done = CliRunner().invoke(app, ["dkim", "highlands", *options, "--json"])
    if done.exception:
        raise done.exception
    return json.loads(done.stdout.splitlines()[-1])


def test_print_publish_and_run_again(zone: dict[str, bytes]) -> None:
    first = run()
    assert (first["signs"], first["domain"]) == (False, "highlands.example")
    assert run() == first, "the same key until it is in DNS"

    zone[first["name"]] = first["record"].encode()
    assert run() == {**first, "signs": True}

    renewed = run("--renew")
    assert not renewed["signs"]
    assert renewed["name"] != first["name"]
    assert SigningKey.objects.filter(signs_since__isnull=False).count() == 1


def test_the_record_is_printed_for_people(zone: dict[str, bytes]) -> None:
    said = CliRunner().invoke(app, ["dkim", "highlands"]).stdout
    assert "Type:   TXT" in said
    assert "._domainkey.highlands.example. IN TXT (" in said


def test_where_dns_does_not_answer_the_record_is_printed_all_the_same(
    office: Office, zone: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(signer: Signer, resolver: object) -> bool:
        raise dns.exception.Timeout

    monkeypatch.setattr(Signer, "is_published", silent)
    said = CliRunner().invoke(app, ["dkim", "highlands"]).stdout
    assert "Type:   TXT" in said
    assert "DNS could not be asked" in said


def test_an_office_without_an_address_is_told_where_to_enter_one(zone: dict[str, bytes]) -> None:
    update_profile(email="")
    with pytest.raises(Refused, match="Set-up, Office"):
        run()
    assert not SigningKey.objects.exists()
