"""What leaves compressed, and how."""

import gzip

import brotli
import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from baraza.config.compression import CompressionMiddleware

WORDS = b"<p>The well in Mbuni</p>" * 40


def answer(path: str, accepted: str, content: bytes = WORDS, **headers: str) -> HttpResponse:
    def respond(_request: HttpRequest) -> HttpResponse:
        return HttpResponse(content, headers=headers)

    request = RequestFactory().get(path, headers={"Accept-Encoding": accepted})
    return CompressionMiddleware(respond)(request)


def test_the_desk_leaves_in_the_smaller_of_two_ways() -> None:
    found = answer("/desk/inbox/", "gzip, deflate, br, zstd", ETag='"a"')
    assert found["Content-Encoding"] == "br"
    assert brotli.decompress(found.content) == WORDS
    assert int(found["Content-Length"]) == len(found.content)
    assert (found["Vary"], found["ETag"]) == ("Accept-Encoding", 'W/"a"')


@pytest.mark.parametrize(("path", "accepted"), [("/desk/", "gzip, deflate"), ("/", "gzip, br")])
def test_elsewhere_and_for_others_it_is_gzip(path: str, accepted: str) -> None:
    found = answer(path, accepted)
    assert found["Content-Encoding"] == "gzip"
    assert gzip.decompress(found.content) == WORDS


def test_what_is_small_or_compressed_already_stays_as_it_is() -> None:
    assert not answer("/desk/", "br", b"Kept.").has_header("Content-Encoding")
    assert answer("/desk/", "br", **{"Content-Encoding": "zstd"}).content == WORDS


def test_the_same_page_is_not_always_of_the_same_length() -> None:
    lengths = {len(answer("/desk/", "br")["X-Padding"]) for _ in range(60)}
    assert len(lengths) > 5
