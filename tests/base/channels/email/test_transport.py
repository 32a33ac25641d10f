from pathlib import Path

import pytest

from baraza.base.channels.email.transport import (
    FolderTransport,
    Permanent,
    Server,
    Temporary,
    Uncertain,
    server_of_url,
    smtp,
)
from tests.smtp import MailServer, mail_server

LETTER = b"Message-ID: <ab12@x.example>\r\nSubject: s\r\n\r\nline\r\n.\r\n..dots\r\n"


def deliver(server: MailServer, recipient: str = "amani@post.example") -> str:
    with smtp(server.server) as transport:
        return transport.deliver(
            envelope_from="office@x.example", recipient=recipient, content=LETTER
        )


def test_the_bytes_arrive_as_they_left_dots_included():
    with mail_server() as server:
        assert deliver(server) == "taken as 17"
    assert server.kept[0].content.rstrip() == LETTER.rstrip()


@pytest.mark.parametrize(
    ("answer", "error"), [("550 no", Permanent), ("451 later", Temporary), ("421 bye", Temporary)]
)
def test_what_the_server_answers_to_the_address_decides(answer: str, error: type[Exception]):
    with mail_server() as server:
        server.refuse["amani@post.example"] = answer
        with pytest.raises(error, match=answer[:3]):
            deliver(server)
    assert server.kept == []


@pytest.mark.parametrize(
    ("answer", "error"), [("554 spam", Permanent), ("452 full", Temporary), ("", Uncertain)]
)
def test_what_the_server_answers_to_the_letter_decides(answer: str, error: type[Exception]):
    with mail_server() as server:
        server.after_data["amani@post.example"] = answer
        with pytest.raises(error):
            deliver(server)


def test_after_a_refusal_the_same_connection_goes_on():
    with mail_server() as server:
        server.refuse["gone@post.example"] = "550 no"
        server.after_data["late@post.example"] = "421 going down"
        with smtp(server.server) as transport:
            for recipient, error in (
                ("gone@post.example", Permanent),
                ("late@post.example", Temporary),
            ):
                with pytest.raises(error):
                    transport.deliver(envelope_from="", recipient=recipient, content=LETTER)
            transport.deliver(envelope_from="", recipient="fine@post.example", content=LETTER)
    assert [kept.recipient for kept in server.kept] == ["fine@post.example"]
    assert server.connections == 2  # a new one after 421


def test_nobody_listening_is_temporary():
    with mail_server() as server:
        pass
    with pytest.raises(Temporary, match="cannot be reached"), smtp(server.server):
        pass


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example", Server("mail.example", 25, "none")),
        ("smtps://a%40b:p%2Fw@mail.example", Server("mail.example", 465, "tls", "a@b", "p/w")),
        ("smtp+starttls://mail.example:2525", Server("mail.example", 2525, "starttls")),
    ],
)
def test_a_server_is_read_from_its_url(url: str, server: Server):
    assert server_of_url(url) == server


@pytest.mark.parametrize("url", ["", "mail.example", "http://mail.example", "smtp://"])
def test_what_is_no_mail_servers_url_is_refused(url: str):
    with pytest.raises(ValueError, match="written smtps"):
        server_of_url(url)


def test_a_folder_keeps_each_letter_by_its_message_id(tmp_path: Path):
    transport = FolderTransport(tmp_path / "new" / "folder")
    for _ in range(2):
        transport.deliver(envelope_from="", recipient="a@b.example", content=LETTER)
    assert [file.name for file in (tmp_path / "new" / "folder").iterdir()] == ["ab12.eml"]


def test_a_folder_that_cannot_be_written_is_temporary(tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(Temporary):
        FolderTransport(tmp_path / "file").deliver(
            envelope_from="", recipient="a@b.example", content=LETTER
        )
