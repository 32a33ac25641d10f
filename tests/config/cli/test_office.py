"""Making an office says who gets in, and where."""

import pytest

from baraza.config.cli.office import _desk, _person, create
from baraza.config.cli.output import Refused


@pytest.mark.parametrize(
    ("given", "name", "email"),
    [
        ("Amina Duale <amina@example.org>", "Amina Duale", "amina@example.org"),
        ("amina@example.org", "amina", "amina@example.org"),
        ("", "", ""),
    ],
)
def test_the_first_of_the_staff_may_be_given_by_name(given: str, name: str, email: str):
    assert _person(given) == (name, email)


@pytest.mark.parametrize("given", ["amina", "@example.org", "Amina Duale", "amina@"])
def test_who_has_no_address_is_refused_before_an_office_is_made(
    given: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("baraza.config.cli.office.database", lambda **_: pytest.fail("made"))
    with pytest.raises(Refused, match="no e-mail address"):
        create(name="okello", staff=given)


def test_the_address_is_the_one_that_will_be_asked(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("BARAZA_PORT", "8123")
    assert _desk("okello.localhost") == "http://okello.localhost:8123/desk/"
    assert _desk("mp.example.org") == "https://mp.example.org/desk/"
    monkeypatch.setenv("BARAZA_PORT", "many")
    with pytest.raises(Refused, match="BARAZA_PORT"):
        _desk("okello.localhost")
