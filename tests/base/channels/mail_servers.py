"""A real Dovecot of the tests' own, a line that can be cut, and a certificate for both."""

import contextlib
import grp
import http.server
import imaplib
import json
import os
import pwd
import shutil
import socket
import ssl
import subprocess
import tempfile
import threading
import time
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

DOVECOT = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
PASSWORD = "seven-blue-kettles"

CONFIGURATION = """\
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
default_internal_user = {internal}
default_internal_group = {group}
default_login_user = {login}
first_valid_uid = 1
auth_failure_delay = 0
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service imap {{
  client_limit = 1
  process_limit = 20
}}
ssl = yes
ssl_cert = <{folder}/certificate.pem
ssl_key = <{folder}/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain login{oauth_mechanism}
mail_location = maildir:{folder}/mail/%u
mailbox_idle_check_interval = 1 secs
{oauth_passdb}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={owner} gid={owner_group} home={folder}/mail/%u
}}
namespace inbox {{
  inbox = yes
  separator = /
  {folders}
}}
"""
SENT = "mailbox Sent {\n auto = create\n special_use = \\Sent\n }"
OAUTH = """passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {folder}/oauth2.conf
}}"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def write_certificate(folder: Path) -> Path:
    """A certificate for `localhost` that vouches for itself; returns its path."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "certificate.pem"
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return path


@dataclass(frozen=True)
class Dovecot:
    """A running server; every user name signs in with `PASSWORD` and begins empty."""

    folder: Path
    port: int
    tls_port: int

    @property
    def certificate(self) -> Path:
        return self.folder / "certificate.pem"

    @contextlib.contextmanager
    def other_program(self, user: str) -> Iterator[imaplib.IMAP4]:
        """Somebody else's mail program, signed in to the same mailbox."""
        client = imaplib.IMAP4("127.0.0.1", self.port, timeout=20)
        client.login(user, PASSWORD)
        yield client
        client.logout()

    def deliver(
        self,
        user: str,
        *letters: bytes,
        folder: str = "INBOX",
        at: datetime | None = None,
        flags: str = "",
    ) -> None:
        with self.other_program(user) as client:
            if folder != "INBOX":
                client.create(f'"{folder}"')
            for letter in letters:
                client.append(f'"{folder}"', flags, at or datetime.now(UTC), letter)


@contextlib.contextmanager
def running_dovecot(*, folders: str = SENT, token_url: str = "") -> Iterator[Dovecot]:
    """Started in a folder of its own; gone, with all its mail, at the end of the block."""
    folder = Path(tempfile.mkdtemp(prefix="baraza-dovecot-"))
    folder.chmod(0o711)
    (folder / "mail").mkdir()
    is_root = os.geteuid() == 0
    me = pwd.getpwuid(os.geteuid())
    owner = pwd.getpwnam("nobody") if is_root else me
    if is_root:
        os.chown(folder / "mail", owner.pw_uid, owner.pw_gid)
    server = Dovecot(folder=folder, port=free_port(), tls_port=free_port())
    write_certificate(folder)
    (folder / "oauth2.conf").write_text(
        f"tokeninfo_url = {token_url}\nusername_attribute = email\n" if token_url else ""
    )
    (folder / "dovecot.conf").write_text(
        CONFIGURATION.format(
            folder=folder,
            internal="dovecot" if is_root else me.pw_name,
            group="dovecot" if is_root else grp.getgrgid(me.pw_gid).gr_name,
            login="dovenull" if is_root else me.pw_name,
            owner=owner.pw_uid,
            owner_group=owner.pw_gid,
            port=server.port,
            tls_port=server.tls_port,
            password=PASSWORD,
            folders=folders,
            oauth_mechanism=" xoauth2" if token_url else "",
            oauth_passdb=OAUTH.format(folder=folder) if token_url else "",
        )
    )
    assert DOVECOT
    process = subprocess.Popen([DOVECOT, "-F", "-c", folder / "dovecot.conf"])
    try:
        _wait_until_open(server, process)
        yield server
    finally:
        process.terminate()
        process.wait(timeout=20)
        shutil.rmtree(folder, ignore_errors=True)


def _wait_until_open(server: Dovecot, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", server.port), 1):
            return
        time.sleep(0.05)
    log = server.folder / "log"
    raise RuntimeError(log.read_text() if log.exists() else "Dovecot did not start")


class Line:
    """A line to a server that cuts every connection after `budget` bytes from there; None: never.

    Each cut takes the next budget of `budgets`; after the last one the line holds.
    """

    def __init__(self, port: int, *budgets: int) -> None:
        self._target = port
        self._budgets = list(budgets)
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = self._door.getsockname()[1]
        self.connections = 0
        self._open: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._door.close()
        self.cut()

    def cut(self) -> None:
        """Cut what is connected now."""
        for end in self._open:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self._open = []

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._door.accept()
                far = socket.create_connection(("127.0.0.1", self._target))
            except OSError:
                return
            self.connections += 1
            self._open += [near, far]
            budget = self._budgets.pop(0) if self._budgets else None
            threading.Thread(target=_carry, args=(near, far, None), daemon=True).start()
            threading.Thread(target=_carry, args=(far, near, budget), daemon=True).start()


def _carry(source: socket.socket, target: socket.socket, budget: int | None) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(4096):
            if budget is not None:
                data, budget = data[:budget], budget - len(data)
            target.sendall(data)
            if budget is not None and budget <= 0:
                break
    for end in (source, target):
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


class TokenEndpoint:
    """Where another company gives out access tokens: an HTTPS server that says what it is told."""

    def __init__(self, folder: Path) -> None:
        self.asked: list[dict[str, str]] = []
        self.paths: list[str] = []
        # Status and answer of each request in turn; the last one again and again.
        self.answers: list[tuple[int, object]] = []
        endpoint = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                endpoint.paths.append(self.path)
                size = int(self.headers["Content-Length"])
                endpoint.asked.append(dict(urllib.parse.parse_qsl(self.rfile.read(size).decode())))
                answers = endpoint.answers
                status, answer = answers.pop(0) if len(answers) > 1 else answers[0]
                content = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
                self.send_response(status)
                if status in {301, 302, 307, 308}:
                    self.send_header("Location", f"https://localhost:{endpoint.port}/elsewhere")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.certificate = write_certificate(folder)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, folder / "key.pem")
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.port = self._server.server_port
        self.url = f"https://localhost:{self.port}/token"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
