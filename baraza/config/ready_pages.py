"""Public pages from memory, before Django is asked anything.

A page that says `Cache-Control: public` is the same for everybody. It is kept for two seconds in
the memory of the web process, compressed and ready: on a hit no office is looked up, no session
opened, no statement sent. With the two seconds a browser or proxy may keep it, what is published,
changed or taken back shows everywhere within five.

The key holds everything such a page depends on: host (so offices are sealed), scheme, path, query,
and which of our languages the reader's browser prefers. Whoever carries a session is never served
from here.
"""

from __future__ import annotations

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from time import monotonic
from typing import Any

import brotli
from django.conf import settings

from baraza.config.visits import Visits
from baraza.web.site.pages import browser_language

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]
Headers = list[tuple[str, str]]

KEPT_SECONDS = 2.0
MOST_BYTES = 16_000_000
LARGEST = 400_000
LONGEST_QUERY = 200
# What a 304 says again (RFC 9110, 15.4.5), and nothing else.
SAID_AGAIN = {"cache-control", "content-language", "vary", "etag"}
# Made by the sender of each response.
OWN_HEADERS = {"content-length", "content-encoding", "etag"}
BROTLI_QUALITY = 5


@dataclass(slots=True)
class _Page:
    """A response, plain and in every encoding that was asked for."""

    headers: Headers
    plain: bytes
    etag: str
    until: float
    kind: str
    language: str
    encoded: dict[str, bytes] = field(default_factory=dict)

    def body(self, encoding: str) -> bytes:
        if encoding == "":
            return self.plain
        if encoding not in self.encoded:
            self.encoded[encoding] = (
                brotli.compress(self.plain, quality=BROTLI_QUALITY)
                if encoding == "br"
                else gzip.compress(self.plain, mtime=0)
            )
        return self.encoded[encoding]

    @property
    def size(self) -> int:
        # As much again for the encodings, roughly: they come later.
        return 2 * len(self.plain) + 2_000


class ReadyPages:
    """The application with a memory; one for each web process, which has one thread."""

    def __init__(self, application: Application, *, visits: Visits | None = None) -> None:
        self._application = application
        self._visits = visits
        self._pages: OrderedDict[tuple[str, ...], _Page] = OrderedDict()
        self._size = 0

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        key = _key(environ)
        if key is None:
            return self._application(environ, start_response)
        page = self._pages.get(key)
        if page is None or page.until < monotonic():
            answer = self._ask(environ, start_response, key)
            if isinstance(answer, _Page):
                page = answer
            else:
                return answer
        else:
            self._pages.move_to_end(key)
        if self._visits and page.kind == "text/html":
            self._visits.count(environ, language=page.language)
        return _answer(page, environ, start_response)

    def _ask(
        self, environ: Environ, start_response: StartResponse, key: tuple[str, ...]
    ) -> _Page | Iterable[bytes]:
        """A fresh page that is kept now, or an answer that is passed on as it is."""
        said: list[Any] = []
        if self._visits:
            self._visits.write_if_due()

        def listen(*arguments: Any) -> None:
            said[:] = arguments

        # Of a HEAD request nothing could be kept.
        response = self._application(environ | {"REQUEST_METHOD": "GET"}, listen)
        status, headers = said[0], said[1]
        if not _may_be_kept(response, status, headers):
            return _passed_on(response, environ, start_response, said)
        try:
            body = b"".join(response)
        finally:
            _close(response)
        if _one(headers, "content-encoding") == "gzip":
            body = gzip.decompress(body)
        etag = f'W/"{hashlib.blake2b(body, digest_size=9).hexdigest()}"'
        page = _Page(
            headers=[(name, value) for name, value in headers if name.lower() not in OWN_HEADERS],
            plain=body,
            etag=etag,
            until=monotonic() + KEPT_SECONDS,
            kind=_one(headers, "content-type").partition(";")[0],
            language=_one(headers, "content-language"),
        )
        self._keep(key, page)
        return page

    def _keep(self, key: tuple[str, ...], page: _Page) -> None:
        old = self._pages.pop(key, None)
        self._size += page.size - (old.size if old else 0)
        self._pages[key] = page
        while self._size > MOST_BYTES:
            _key, dropped = self._pages.popitem(last=False)
            self._size -= dropped.size


def _key(environ: Environ) -> tuple[str, ...] | None:
    """What a public page depends on; None for a request that no kept page may answer."""
    if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
        return None
    query = environ.get("QUERY_STRING", "")
    if len(query) > LONGEST_QUERY or settings.SESSION_COOKIE_NAME in environ.get("HTTP_COOKIE", ""):
        return None
    path = environ.get("PATH_INFO", "")
    if path.startswith(("/static/", "/desk/", "/accounts/", "/studio/", "/api/")):
        return None
    return (
        environ.get("HTTP_HOST", "").lower(),
        environ.get("HTTP_X_FORWARDED_PROTO", "") if settings.BEHIND_TLS else "",
        path,
        query,
        _preferred(environ.get("HTTP_ACCEPT_LANGUAGE", "")),
    )


@lru_cache(maxsize=2_000)
def _preferred(header: str) -> str:
    return browser_language(header) or ""


def _may_be_kept(response: Any, status: str, headers: Headers) -> bool:
    if not status.startswith("200 ") or getattr(response, "streaming", True):
        return False
    if _one(headers, "set-cookie") or int(_one(headers, "content-length") or 0) > LARGEST:
        return False
    return "public" in _one(headers, "cache-control").split(", ")


def _one(headers: Headers, name: str) -> str:
    return next((value for found, value in headers if found.lower() == name), "")


def _passed_on(
    response: Any, environ: Environ, start_response: StartResponse, said: list[Any]
) -> Iterable[bytes]:
    start_response(*said)
    if environ["REQUEST_METHOD"] == "HEAD":
        _close(response)
        return []
    return response


def _close(response: Any) -> None:
    if hasattr(response, "close"):
        response.close()


def _answer(page: _Page, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    headers = [*page.headers, ("ETag", page.etag)]
    if _is_known(environ.get("HTTP_IF_NONE_MATCH", ""), page.etag):
        short = [(name, value) for name, value in headers if name.lower() in SAID_AGAIN]
        start_response("304 Not Modified", short)
        return []
    # A picture is compressed already.
    packed = page.kind.startswith("image/")
    encoding = "" if packed else _encoding(environ.get("HTTP_ACCEPT_ENCODING", ""))
    body = page.body(encoding)
    if encoding:
        headers.append(("Content-Encoding", encoding))
    headers.append(("Content-Length", str(len(body))))
    start_response("200 OK", headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def _is_known(header: str, etag: str) -> bool:
    if not header:
        return False
    bare = etag.removeprefix("W/")
    # A proxy that compresses marks an entity tag as weak.
    return header.strip() == "*" or bare in {
        one.strip().removeprefix("W/") for one in header.split(",")
    }


@lru_cache(maxsize=200)
def _encoding(accepted: str) -> str:
    """The best of what the browser takes; plain where it takes none of ours (RFC 9110, 12.5.3)."""
    weights = {}
    for part in accepted.lower().split(","):
        name, _semicolon, parameters = part.strip().partition(";")
        weight = parameters.replace(" ", "").removeprefix("q=") or "1"
        try:
            weights[name.strip()] = float(weight)
        except ValueError:
            continue
    for name in ("br", "gzip"):
        if weights.get(name, 0) > 0:
            return name
    return ""
