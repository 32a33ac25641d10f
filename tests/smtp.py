"""A real mail server for tests: it keeps what it takes, and misbehaves when it is told to."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from baraza.base.channels.email.parse import parse_letter
from baraza.base.channels.email.transport import Server


@dataclass
class Kept:
    envelope_from: str
    recipient: str
    content: bytes

    @property
    def message_id(self) -> str:
        return parse_letter(self.content).message_id


@dataclass
class MailServer:
    """`refuse` maps an address to the answer to RCPT; `after_data` maps one to the answer after
    the letter was handed over, "" for hanging up without a word.
    """

    port: int = 0
    kept: list[Kept] = field(default_factory=list)
    refuse: dict[str, str] = field(default_factory=dict)
    after_data: dict[str, str] = field(default_factory=dict)
    letters_per_connection: int = 1_000_000
    connections: int = 0

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def server(self) -> Server:
        return Server(host="127.0.0.1", port=self.port)

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        session.letters = 0
        return responses

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if session.letters >= self.letters_per_connection:
            server.transport.close()
            return "421 enough for one connection"
        session.letters += 1
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        [recipient] = envelope.rcpt_tos
        answer = self.after_data.get(recipient, "250 taken as 17")
        if answer.startswith("2") or not answer:
            self.kept.append(
                Kept((envelope.mail_from or "").strip("<>"), recipient, bytes(envelope.content))
            )
        if not answer:
            server.transport.abort()
        return answer or "250 never heard"


@contextmanager
def mail_server(
    *, international: bool = True, kind: type[MailServer] = MailServer
) -> Iterator[MailServer]:
    """A server on a free port of this machine, for as long as the block lasts."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        mail = kind(port=probe.getsockname()[1])
    controller = Controller(
        mail,
        hostname="127.0.0.1",
        port=mail.port,
        enable_SMTPUTF8=international,
        ready_timeout=10,
    )
    controller.start()
    try:
        yield mail
    finally:
        controller.stop()
