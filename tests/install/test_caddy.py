"""The proxy file, run by a real Caddy with a certificate authority of its own."""

import http.client
import json
import os
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

CADDYFILE = Path(__file__).parents[2] / "install" / "Caddyfile"
CADDY = shutil.which("caddy")
pytestmark = pytest.mark.skipif(CADDY is None, reason="Caddy is not installed")
OURS = "mp.example.test"


class Baraza(BaseHTTPRequestHandler):
    """Stands behind the proxy: says which host names are ours, and what it was asked."""

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path == "/known-host":
            known = parse_qs(parts.query).get("domain") == [OURS]
            self.send_response(204 if known else 404)
            self.end_headers()
            return
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps({"path": self.path, **dict(self.headers.items())}).encode())

    def log_message(self, format: str, *values: object) -> None:
        pass


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Of a proxy that is what the file says, but for ports and who signs its certificates."""
    behind = ThreadingHTTPServer(("127.0.0.1", 0), Baraza)
    threading.Thread(target=behind.serve_forever, daemon=True).start()
    port = free_port()
    text = CADDYFILE.read_text().replace("127.0.0.1:8000", f"127.0.0.1:{behind.server_port}")
    text = text.replace("https:// {", f"https://:{port} {{").replace(
        "\t\ton_demand\n", "\t\ton_demand\n\t\tissuer internal\n"
    )
    text = text.replace("{\n", "{\n\tadmin off\n\tskip_install_trust\n\tauto_https off\n", 1)
    folder = tmp_path_factory.mktemp("caddy")
    (folder / "Caddyfile").write_text(text)
    running = subprocess.Popen(
        [str(CADDY), "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"],
        env={**os.environ, "HOME": str(folder), "XDG_DATA_HOME": str(folder)},
        stderr=(folder / "log").open("w"),
    )
    deadline = time.monotonic() + 30
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        assert running.poll() is None, (folder / "log").read_text()[-2000:]
        assert time.monotonic() < deadline
        time.sleep(0.1)
    yield port
    running.terminate()
    running.wait(timeout=10)
    behind.shutdown()


def get(
    port: int, path: str, host: str = OURS, **headers: str
) -> tuple[int, dict[str, str], bytes]:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    said = {"Host": host, "Connection": "close", **headers}
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in said.items())
    with (
        socket.create_connection(("127.0.0.1", port), timeout=20) as plain,
        context.wrap_socket(plain, server_hostname=host) as line,
    ):
        line.sendall(f"GET {path} HTTP/1.1\r\n{lines}\r\n".encode())
        answer = http.client.HTTPResponse(line)
        answer.begin()
        return answer.status, dict(answer.headers.items()), answer.read()


def test_the_file_is_valid_as_it_is():
    done = subprocess.run(
        [str(CADDY), "validate", "--config", str(CADDYFILE), "--adapter", "caddyfile"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-500:]


def test_an_office_is_reached_over_tls_and_the_product_knows_it(port: int):
    status, headers, body = get(port, "/desk/", X_Forwarded_For="1.2.3.4", X_Forwarded_Proto="http")
    seen = json.loads(body)
    assert status == 200
    assert seen["Host"] == OURS
    assert seen["X-Forwarded-Proto"] == "https"
    assert seen["X-Forwarded-For"] == "127.0.0.1", "a visitor cannot say where they come from"
    assert "Server" not in headers


def test_no_certificate_is_asked_for_names_that_are_not_ours(port: int):
    with pytest.raises(ssl.SSLError):
        get(port, "/", host="stranger.example.test")


@pytest.mark.parametrize("path", ["/metrics", "/known-host?domain=mp.example.test"])
def test_what_is_for_machines_is_not_open_to_the_world(port: int, path: str):
    assert get(port, path)[0] == 404
