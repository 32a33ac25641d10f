"""The sink counts what it took, and its absence is a reason, not a crash."""

import smtplib
import time

import pytest

from benchmarks import sink as sinks
from benchmarks.peers.environment import PeerUnavailableError


def test_the_sink_counts_the_letters_it_took() -> None:
    try:
        with sinks.smtp_sink() as sink:
            assert sink.taken() == 0
            with smtplib.SMTP(sink.host, sink.port) as connection:
                for _ in range(3):
                    connection.sendmail("a@post.example", ["b@post.example"], b"Hello\r\n")
            until = time.monotonic() + 5
            while sink.taken() < 3 and time.monotonic() < until:
                time.sleep(0.01)
            assert sink.taken() == 3
    except PeerUnavailableError as reason:
        pytest.skip(str(reason))


def test_without_smtp_sink_the_reason_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(sinks, "SEARCHED", "")
    with pytest.raises(PeerUnavailableError, match="postfix"), sinks.smtp_sink():
        pass
