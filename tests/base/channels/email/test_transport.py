from pathlib import Path

import pytest

from baraza.base.channels.email.transport import (
    Envelope,
    FolderTransport,
    Limits,
    Server,
    Temporary,
    server_of_url,
)

LETTER = b"Message-ID: <ab12@x.example>\r\nSubject: s\r\n\r\nline\r\n"


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example", Server("mail.example", 25, "none")),
        ("smtps://a%40b:p%2Fw@mail.example", Server("mail.example", 465, "tls", "a@b", "p/w")),
        ("smtp+starttls://mail.example:2525", Server("mail.example", 2525, "starttls")),
        (
            "smtp://mail.example?a_minute=30&a_day=0",
            Server("mail.example", 25, limits=Limits(a_minute=30, a_day=None)),
        ),
    ],
)
def test_a_server_is_read_from_its_url(url: str, server: Server):
    assert server_of_url(url) == server


@pytest.mark.parametrize("url", ["", "mail.example", "http://mail.example", "smtp://"])
def test_what_is_no_mail_servers_url_is_refused(url: str):
    with pytest.raises(ValueError, match="written smtps"):
        server_of_url(url)


@pytest.mark.parametrize("query", ["limits=of", "a_week=5", "a_minute=many", "a_minute=-1", "x"])
def test_limits_that_mean_nothing_are_refused(query: str):
    with pytest.raises(ValueError, match=r"."):
        server_of_url(f"smtp://mail.example?{query}")


def test_a_folder_keeps_each_letter_by_its_message_id(tmp_path: Path):
    transport = FolderTransport(tmp_path / "new" / "folder")
    for _ in range(2):
        transport.deliver(Envelope("", "a@b.example"), LETTER)
    assert [file.name for file in (tmp_path / "new" / "folder").iterdir()] == ["ab12.eml"]


def test_a_folder_that_cannot_be_written_is_temporary(tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(Temporary):
        FolderTransport(tmp_path / "file").deliver(Envelope("", "a@b.example"), LETTER)
