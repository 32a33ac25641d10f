"""The picture beside a shared link."""

from __future__ import annotations

import struct

import pytest
from django.db import connection
from django.test import Client

from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from baraza.web.site.sharing import picture_address
from tests.web.site.page import read


def size_of(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG")
    return struct.unpack(">II", png[16:24])


def address_in(page: bytes) -> str:
    [found] = [
        meta.attrib["content"]
        for meta in read(page).iter("meta")
        if meta.attrib.get("property") == "og:image"
    ]
    return found


@pytest.mark.parametrize("path", ["/", "/help/?lang=ar"])
def test_each_page_has_a_picture_of_the_usual_size(visitor: Client, path: str) -> None:
    address = address_in(visitor.get(path).content)
    assert address.startswith("http://highlands.localhost/share/")
    answer = visitor.get(address.removeprefix("http://highlands.localhost"))
    assert answer["Content-Type"] == "image/png"
    assert size_of(answer.content) == (1200, 630)
    assert "max-age=86400" in answer["Cache-Control"]


def test_a_page_keeps_the_address_of_its_picture(visitor: Client) -> None:
    assert address_in(visitor.get("/help/").content) == address_in(visitor.get("/help/").content)


def test_nobody_draws_words_of_their_own(
    visitor: Client, two_offices: tuple[Office, Office]
) -> None:
    address = picture_address(title="Vote for me", language="en")
    assert visitor.get(address.replace("/share/", "/share/x")).status_code == 404
    with within(two_offices[1]):
        theirs = picture_address(title="Vote for me", language="en")
    connection.set_tenant(two_offices[0])
    assert visitor.get(theirs).status_code == 404


@pytest.mark.parametrize("title", ['#import "x" $a$ \\ *b*', "لا يصل معاشي " * 20, "", "\x00"])
def test_any_title_can_be_drawn(visitor: Client, title: str) -> None:
    answer = visitor.get(picture_address(title=title, language="ar"))
    assert size_of(answer.content) == (1200, 630)
