"""Ask a ClamAV daemon whether a file carries something known to do harm.

Fails closed: where a scanner is wanted and does not answer, nothing passes.
"""

import socket
import struct
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

SECONDS = 60.0
_CHUNK = 1 << 16
_LONGEST_ANSWER = 4096


class Infected(Exception):
    """The scanner knows the file to do harm; `name` is what it calls it."""

    def __init__(self, name: str) -> None:
        super().__init__(_("This file carries a virus and is not kept."))
        self.name = name


class ScannerSilent(Exception):
    """The scanner cannot be reached or did not finish, so the file is not kept."""

    def __init__(self) -> None:
        super().__init__(
            _("Files cannot be checked for viruses at the moment, so none is kept. Try later.")
        )


def scan(*, content: BinaryIO, address: str, seconds: float = SECONDS) -> None:
    """Let the daemon read all of `content` from where it stands (clamd's INSTREAM command).

    `address` is a path ("/run/clamav/clamd.ctl") or "host:port". Raises Infected, ScannerSilent.
    """
    try:
        with _connect(address, seconds) as daemon:
            daemon.sendall(b"zINSTREAM\0")
            while piece := content.read(_CHUNK):
                daemon.sendall(struct.pack("!I", len(piece)) + piece)
            daemon.sendall(struct.pack("!I", 0))
            answer = _answer(daemon)
    except (OSError, ValueError) as error:
        raise ScannerSilent from error
    if answer.endswith(" FOUND"):
        raise Infected(answer.removeprefix("stream: ").removesuffix(" FOUND"))
    if answer != "stream: OK":
        raise ScannerSilent


def _connect(address: str, seconds: float) -> socket.socket:
    if "/" in address:
        daemon = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        daemon.settimeout(seconds)
        daemon.connect(address)
        return daemon
    host, _colon, port = address.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), seconds)


def _answer(daemon: socket.socket) -> str:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < _LONGEST_ANSWER:
        piece = daemon.recv(1024)
        if not piece:
            break
        answer += piece
    return answer.rstrip(b"\0").decode("utf-8", "replace").strip()
