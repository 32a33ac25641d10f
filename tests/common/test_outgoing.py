"""Requests to other machines: only to those named, and never to ourselves."""

import http.server
import ssl
import time
from collections.abc import Iterator

import pytest

from baraza.common.outgoing import NoAnswer, NotAllowed, NotReached, fetch, is_public
from tests.https import here, https_server

INSIDE = [
    "127.0.0.1", "127.8.8.8", "0.0.0.8", "10.0.0.1", "172.16.3.4", "192.168.1.1", "100.64.0.1",
    "169.254.169.254", "192.0.0.8", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255",
    "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1", "2001:db8::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2002:a00:1::",
    "not an address", "",
]  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_addresses_of_ours_and_our_neighbours_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f::1", "64:ff9b::5db8:d70e"])
def test_addresses_of_the_internet_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "host",
    ["localhost", "127.0.0.1", "[::1]", "2130706433", "0x7f000001", "127.1", "169.254.169.254",
     "[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]"],
)  # fmt: skip
def test_a_named_host_that_leads_inside_is_not_asked(host: str) -> None:
    with pytest.raises(NotAllowed, match="not on the internet"):
        fetch(f"https://{host}/", allowed_hosts=[host.strip("[]")])


@pytest.mark.parametrize(
    "url",
    [
        "https://other.example/",
        "http://named.example/",
        "ftp://named.example/",
        "file:///etc/passwd",
        "https://named.example:8443/",
        "https://named.example@other.example/",
        "https://user:word@named.example/",
        "https://named.example.other.example/",
        "https://other.example#@named.example/",
        "https://other.example\\@named.example/",
        "https://[named.example/",
        "https://named.example:port/",
        "//named.example/",
        "",
    ],
)
def test_only_named_hosts_are_asked(url: str) -> None:
    with pytest.raises(NotAllowed):
        fetch(url, allowed_hosts=["named.example"])


class Site(http.server.BaseHTTPRequestHandler):
    """Answers by path: a redirect, too much, too slowly, or its path."""

    def do_GET(self) -> None:
        if self.path.startswith("/to?"):
            self.send_response(302)
            self.send_header("Location", self.path.removeprefix("/to?"))
            self.end_headers()
            return
        self.send_response(200)
        self.end_headers()
        if self.path == "/slow":
            for _ in range(100):
                self.wfile.write(b".")
                time.sleep(0.1)
        else:
            self.wfile.write(b"." * 100_000 if self.path == "/large" else self.path.encode())

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(302 if self.path == "/moved" else 201)
        self.send_header("Location", "/feed")
        self.end_headers()
        self.wfile.write(b"taken: " + sent)

    def log_message(self, *words: object) -> None:
        """Keeps the test's output clean."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, ssl.SSLContext]]:
    with https_server(Site, tmp_path_factory.mktemp("site")) as served:
        yield served


def test_a_named_host_answers(site: tuple[str, ssl.SSLContext]) -> None:
    host, trusted = site
    answer = fetch(
        f"https://{host}/feed?since=3", allowed_hosts=[host], resolve=here, context=trusted
    )
    assert (answer.status, answer.body) == (200, b"/feed?since=3")


def test_redirects_are_followed_to_named_hosts_only(site: tuple[str, ssl.SSLContext]) -> None:
    host, trusted = site

    def ask(target: str) -> bytes:
        return fetch(
            f"https://{host}/to?{target}", allowed_hosts=[host], resolve=here, context=trusted
        ).body

    assert ask("/feed") == b"/feed"
    assert ask(f"https://{host}/feed") == b"/feed"
    for elsewhere in ("https://other.example/", "http://named.example/", "https://127.0.0.1/"):
        with pytest.raises(NotAllowed):
            ask(elsewhere)
    with pytest.raises(NoAnswer, match="redirects"):
        ask("/to?/to?/to?/to?/feed")


def test_the_address_is_looked_up_again_for_every_redirect(
    site: tuple[str, ssl.SSLContext],
) -> None:
    host, trusted = site
    asked: list[str] = []

    def turning_inward(name: str, port: int) -> list[str]:
        asked.append(name)
        if len(asked) > 1:
            raise NotAllowed("not on the internet")
        return ["127.0.0.1"]

    with pytest.raises(NotAllowed, match="not on the internet"):
        fetch(
            f"https://{host}/to?/feed", allowed_hosts=[host], resolve=turning_inward,
            context=trusted,
        )  # fmt: skip


def test_too_much_and_too_slow_are_given_up(site: tuple[str, ssl.SSLContext]) -> None:
    host, trusted = site
    with pytest.raises(NoAnswer, match="bytes"):
        fetch(
            f"https://{host}/large", allowed_hosts=[host], resolve=here, context=trusted,
            most_bytes=50_000,
        )  # fmt: skip
    began = time.monotonic()
    with pytest.raises(NoAnswer):
        fetch(
            f"https://{host}/slow", allowed_hosts=[host], resolve=here, context=trusted, seconds=0.5
        )
    assert time.monotonic() - began < 2


def test_a_certificate_nobody_vouches_for_is_no_answer(site: tuple[str, ssl.SSLContext]) -> None:
    host, _trusted = site
    with pytest.raises(NoAnswer, match="certificate"):
        fetch(f"https://{host}/", allowed_hosts=[host], resolve=here)


def test_a_body_is_posted_once_and_follows_no_redirect(
    site: tuple[str, ssl.SSLContext],
) -> None:
    host, trusted = site

    def post(path: str) -> tuple[int, bytes]:
        answer = fetch(
            f"https://{host}{path}", allowed_hosts=[host], resolve=here, context=trusted,
            body=b"a=1",
        )  # fmt: skip
        return answer.status, answer.body

    assert post("/requests") == (201, b"taken: a=1")
    assert post("/moved")[0] == 302


def test_what_was_never_reached_says_so() -> None:
    with pytest.raises(NotReached):
        fetch(
            "https://named.example:1/", allowed_hosts=["named.example:1"], resolve=here, body=b"x"
        )
