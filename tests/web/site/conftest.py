"""Somebody who opens the form, and what they would send."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.utils.translation import trans_real

from baraza.common import catalogues
from baraza.web.site import limits
from tests.web.site.page import value

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
    limits.counters.clear()
    yield
    limits.counters.clear()


@pytest.fixture
def words_compiled() -> None:
    """The catalogues as `make run` leaves them, read anew."""
    catalogues.compile_all()
    trans_real._translations.clear()


@pytest.fixture
def letter() -> dict[str, str]:
    return dict(LETTER)


@pytest.fixture
def token(visitor: Client) -> Callable[[], str]:
    """Opens the form and returns the mark it carries."""
    return lambda: value(visitor.get("/contact/write/").content, "token")
