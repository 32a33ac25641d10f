"""Whom a letter names and what about, out of its beginning, whatever the bytes are."""

import pytest

from baraza.base.channels.email.glance import BEGINNING, Glance, glance


def test_a_name_stands_before_an_address_and_words_are_decoded():
    raw = (
        b"From: =?utf-8?q?Elo=C3=AFse?= <e@post.example>\r\nSubject: =?utf-8?b?w4l0w6k=?=\r\n\r\nx"
    )
    assert glance(raw) == Glance(sender="Eloïse", subject="Été")
    assert glance(b"From: news@shop.example\n\n").sender == "news@shop.example"


def test_only_the_headers_count():
    assert glance(b"Subject: Hers\n\nSubject: Quoted\nFrom: x@post.example\n") == Glance(
        subject="Hers"
    )


def test_headers_that_go_on_for_ever_are_read_as_far_as_they_were_given():
    raw = b"From: a@post.example\nX-Long: " + b"x" * BEGINNING + b"\nSubject: Too late\n\n"
    assert glance(raw) == Glance(sender="a@post.example")


@pytest.mark.parametrize("raw", [b"", b"\0\0\0", b"\xff" * 50, b"\n\n\n", b":\n:\n", b"From:"])
def test_what_is_no_letter_says_nothing_and_breaks_nothing(raw: bytes):
    assert glance(raw) == Glance()
