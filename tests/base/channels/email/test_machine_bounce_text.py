"""Whose letter failed, and whether for good, in the words of mail servers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baraza.base.channels.email.machine.bounce_text import (
    above_returned_letter,
    failures_in_text,
    permanence,
)


@pytest.mark.parametrize(
    ("status", "said", "permanent"),
    [
        ("5.1.1", "550 5.1.1 User unknown", True),
        ("5.7.1", "550 5.7.1 No such user here", True),
        ("5.4.4", "host not found", True),
        ("5.2.2", "552 5.2.2 Mailbox full", False),
        ("5.7.1", "550 5.7.1 Message refused as spam", False),
        ("5.3.4", "552 message too large", False),
        ("5.1.0", "550 Unknown address error: 5.2.2 mailbox full", False),
        ("5.7.1", "550 Recipient address rejected: user temporarily locked, try again", False),
        ("5.1.1", "550 5.1.1 User unknown; see our spam policy", True),
        ("5.7.1", "550 <blocked@spam.example>... No such user", True),
        ("4.2.2", "452 over quota", False),
        ("5.0.0", "554 transaction failed", None),
        ("", "550 Domain does not exist", True),
        ("", "421 Service not available", False),
        ("", "", None),
    ],
)
def test_in_doubt_an_address_lives_on(status, said, permanent):
    assert permanence(said, status=status) is permanent


def test_each_address_has_its_own_reason():
    text = (
        "The following recipients could not be reached:\n"
        "amina@post.example: 550 5.1.1 user unknown\n"
        "  juma@post.example\n    552 mailbox full\n"
    )
    assert failures_in_text(text, frozenset()) == {
        "amina@post.example": True,
        "juma@post.example": False,
    }


def test_addresses_in_passing_are_accused_of_nothing():
    text = (
        "Dear office@mp-otieno.example, ask help@mx.example or postmaster@mx.example\n"
        "postmaster@mx.example\noffice@mp-otieno.example\n"
        "Recipient address: amina@post.example\nno such user\n"
    )
    ours = frozenset({"office@mp-otieno.example"})
    assert failures_in_text(text, ours) == {"amina@post.example": True}


@pytest.mark.parametrize(
    "line",
    [
        "------ This is a copy of your message, including all the headers. ------",
        "--- Below this line is a copy of the message.",
        "    Below is a copy of the original message:",
        "Message headers follow.",
        "Received: from mx.example",
    ],
)
def test_the_returned_letter_is_not_the_report(line):
    report = f"<amina@post.example>: no such user\n{line}\nTo: juma@post.example\n"
    assert above_returned_letter(report) == "<amina@post.example>: no such user"


@given(st.text(max_size=400))
def test_any_text_can_be_read(text):
    assert permanence(text) in (True, False, None)
    assert all("@" in address for address in failures_in_text(text, frozenset()))


@pytest.mark.parametrize(
    "text", ["a@" * 500_000, "<" * 1_000_000, "to " * 300_000, "@\n" * 500_000]
)
def test_hostile_reports_take_little_time(text, within_seconds):
    with within_seconds(2):
        failures_in_text(above_returned_letter(text), frozenset())
        permanence(text)
