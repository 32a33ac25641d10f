"""Somebody who opens the form, and what they would send."""

from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django.fixtures import SettingsWrapper
from selectolax.parser import HTMLParser

LETTER = {
    "name": "Amina Duale",
    "email": "amina@home.example",
    "phone": "",
    "subject": "The well at Kitale road",
    "message": "Good morning,\nthe pump has been broken since Tuesday.",
    "address": "",
    "website": "",
}


@pytest.fixture(autouse=True)
def fresh_limits() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def static_files_as_they_lie(settings: SettingsWrapper) -> None:
    """Without `collectstatic` there is no manifest to look their names up in."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}


@pytest.fixture
def letter() -> dict[str, str]:
    return dict(LETTER)


@pytest.fixture
def token(visitor: Client) -> Callable[[], str]:
    """Opens the form and returns the mark it carries."""
    return lambda: token_in(visitor.get("/contact/").content)


def token_in(page: bytes) -> str:
    return HTMLParser(page).css_first("input[name=token]").attributes["value"]
