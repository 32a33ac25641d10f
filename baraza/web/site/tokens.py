"""The marks that public pages carry instead of a cookie.

A contact form has one from the moment it was shown.

Django's own protection needs a cookie, and public pages set none. It also guards what a form has
no need of here: nobody is signed in on a public page, so a form sent from elsewhere gains nothing
that its sender could not have by opening ours. What is left to prove is that this office showed the
form, lately; and which showing it was, so that a double click files one letter.
"""

import secrets
from datetime import timedelta

from django.core.signing import BadSignature, TimestampSigner
from django.db import connection

# Long letters are written over a day or two.
GOOD_FOR = timedelta(days=2)


# How long somebody may be away from a page that says something of their case.
OPEN_FOR = timedelta(minutes=90)


class StaleForm(Exception):
    """The form was shown too long ago, or not by this office."""


def new_token() -> str:
    """A fresh mark, good for this office only."""
    return _signer().sign(secrets.token_urlsafe(12))


def showing(token: str) -> str:
    """Which showing of the form this mark belongs to. Raises StaleForm."""
    try:
        return _signer().unsign(token, max_age=GOOD_FOR)
    except BadSignature as error:
        raise StaleForm from error


def new_pass(purpose: str, number: int) -> str:
    """What opens a form or a case, by its number, for a while: it stands in addresses and pages,
    where a code that lasts must not.
    """
    return _signer(purpose).sign(str(number))


def passed(purpose: str, token: str, *, good_for: timedelta = OPEN_FOR) -> int:
    """The number it opens. Raises StaleForm."""
    try:
        return int(_signer(purpose).unsign(token, max_age=good_for))
    except (BadSignature, ValueError) as error:
        raise StaleForm from error


def _signer(purpose: str = "contact") -> TimestampSigner:
    return TimestampSigner(salt=f"{purpose}:{connection.schema_name}")
