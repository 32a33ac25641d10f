"""A company that lets its customers give others permission (RFC 6749, 4.1; RFC 7636): every check
that a real one makes, and nothing of its pages: whoever comes with a browser has said yes already.
"""

import base64
import hashlib
import http.server
import json
import secrets
import ssl
import threading
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

from tests.base.channels.mail_servers import write_certificate

CLIENT_ID, CLIENT_SECRET = "baraza-client", "seven-blue-lamps"
REDIRECT_URI = "http://highlands.localhost/desk/set-up/mailboxes/permission/"


@dataclass
class Company:
    """What it knows, and how it misbehaves when told so."""

    # What was asked for with each code that waits to be redeemed.
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    refresh_tokens: set[str] = field(default_factory=set)
    seen: list[dict[str, str]] = field(default_factory=list)
    says_no: bool = False
    gives_refresh_tokens: bool = True
    # In place of what was asked for.
    scope: str = ""

    def authorise(self, asked: dict[str, str]) -> str:
        """Where the browser is sent back to."""
        self.seen.append(asked)
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT_ID
        assert asked["redirect_uri"] == REDIRECT_URI
        assert asked["code_challenge_method"] == "S256"
        answer = {"state": asked["state"]}
        if self.says_no:
            answer |= {"error": "access_denied", "error_description": "The person said no."}
        else:
            code = secrets.token_urlsafe(8)
            self.codes[code] = asked
            answer |= {"code": code}
        return f"{asked['redirect_uri']}?{urlencode(answer)}"

    def token(self, asked: dict[str, str]) -> tuple[int, dict[str, object]]:
        if (asked.get("client_id"), asked.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
            return 401, {"error": "invalid_client"}
        if asked["grant_type"] == "refresh_token":
            if asked["refresh_token"] not in self.refresh_tokens:
                return 400, {"error": "invalid_grant"}
            return 200, {"access_token": "letters", "expires_in": 3600}
        begun = self.codes.pop(asked["code"], None)
        proof = hashlib.sha256(asked.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(proof).rstrip(b"=").decode()
        if not begun or begun["code_challenge"] != challenge:
            return 400, {"error": "invalid_grant"}
        if begun["redirect_uri"] != asked.get("redirect_uri"):
            return 400, {"error": "invalid_grant"}
        answer = {
            "access_token": "letters",
            "expires_in": 3600,
            "scope": self.scope or begun["scope"],
        }
        if self.gives_refresh_tokens:
            lasting = secrets.token_urlsafe(24)
            self.refresh_tokens.add(lasting)
            answer["refresh_token"] = lasting
        return 200, answer


class AuthorisationServer(Company):
    """The company, answering HTTPS on this machine."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        company = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked = dict(parse_qsl(urlsplit(self.path).query))
                self.send_response(302)
                self.send_header("Location", company.authorise(asked))
                self.send_header("Content-Length", "0")
                self.end_headers()

            def do_POST(self) -> None:
                size = int(self.headers["Content-Length"])
                status, answer = company.token(dict(parse_qsl(self.rfile.read(size).decode())))
                content = json.dumps(answer).encode()
                self.send_response(status)
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
        self.url = f"https://localhost:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def visit(self, address: str) -> str:
        """As a browser whose owner says yes; returns where it is sent next."""

        class Stay(urllib.request.HTTPRedirectHandler):
            def redirect_request(self, *given: object) -> None:
                return None

        context = ssl.create_default_context(cafile=str(self.certificate))
        opener = urllib.request.build_opener(
            Stay, urllib.request.HTTPSHandler(context=context), urllib.request.ProxyHandler({})
        )
        try:
            opener.open(address, timeout=10)
        except urllib.error.HTTPError as answer:
            with answer:
                return str(answer.headers["Location"])
        raise AssertionError("it did not send the browser back")

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
