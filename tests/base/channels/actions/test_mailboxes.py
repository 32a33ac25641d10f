from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from aiosmtpd.smtp import AuthResult
from django.core.exceptions import ValidationError

from baraza.base.channels.actions.mailboxes import (
    MailboxTaken,
    add_mailbox,
    change_mailbox,
    check_mailbox,
    deactivate_mailbox,
)
from baraza.base.channels.models import Mailbox, Security, SignIn
from baraza.base.channels.secrets import Credentials, mailbox_credentials, unsealed
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from tests.base.channels.mail_servers import PASSWORD, Dovecot, TokenEndpoint, free_port

ADDRESS = "office@highlands.example"


def add(now: datetime, **changed: object) -> Mailbox:
    given = {"address": ADDRESS, "imap_host": "imap.example.org", "secret": {"password": "p"}}
    return add_mailbox(**(given | changed), now=now)


@pytest.mark.usefixtures("office")
def test_a_new_mailbox_is_signed_in_to_with_its_address_and_attended_from_now(
    now: datetime,
) -> None:
    mailbox = add(now, address=" Office@Highlands.example ")
    assert (mailbox.address, mailbox.username) == (ADDRESS, "Office@Highlands.example")
    assert (mailbox.imap_port, mailbox.imap_security) == (993, Security.TLS)
    assert mailbox.attended_since == now
    assert mailbox.is_active
    assert mailbox_credentials(mailbox) == Credentials(password="p")


@pytest.mark.usefixtures("office")
def test_an_address_is_read_once(now: datetime) -> None:
    add(now)
    with pytest.raises(MailboxTaken, match=ADDRESS):
        add(now, address="OFFICE@highlands.example")
    assert Mailbox.objects.count() == 1


def test_two_offices_may_each_have_a_mailbox_and_see_only_their_own(
    two_offices: tuple[Office, Office], now: datetime
) -> None:
    for office in two_offices:
        with within(office):
            add(now)
    with within(two_offices[1]):
        assert Mailbox.objects.count() == 1


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"address": "not an address"}, "address"),
        ({"imap_host": ""}, "imap_host"),
        ({"imap_security": "none"}, "imap_security"),
        ({"smtp_host": "smtp.example.org", "smtp_security": "none"}, "smtp_security"),
        ({"imap_security": "rot13"}, "imap_security"),
        ({"sign_in": "carrier"}, "sign_in"),
        ({"secret": {"pasword": "p"}}, "secret"),
    ],
)
def test_what_cannot_work_is_refused(now: datetime, changed: dict[str, object], field: str) -> None:
    with pytest.raises(ValidationError) as caught:
        add(now, **changed)
    assert field in caught.value.message_dict
    assert not Mailbox.objects.exists()


@pytest.mark.usefixtures("office")
def test_a_server_on_this_machine_may_go_without_encryption(now: datetime) -> None:
    mailbox = add(now, imap_host="127.0.0.1", imap_security="none")
    assert mailbox.pk


@pytest.mark.usefixtures("office")
def test_a_change_keeps_what_is_not_named_and_forgets_what_was_wrong(now: datetime) -> None:
    mailbox = add(now, sign_in=SignIn.GOOGLE, secret={"client_id": "c", "refresh_token": "old"})
    Mailbox.objects.update(problem="Nobody answered.", problem_since=now)
    change_mailbox(mailbox=mailbox, secret={"refresh_token": "new"}, imap_host="imap2.example.org")
    kept = Mailbox.objects.get()
    assert unsealed(kept) == {"client_id": "c", "refresh_token": "new"}
    assert (kept.imap_host, kept.username) == ("imap2.example.org", ADDRESS)
    assert (kept.problem, kept.problem_since) == ("", None)


@pytest.mark.usefixtures("office")
def test_a_change_that_cannot_work_changes_nothing(now: datetime) -> None:
    mailbox = add(now)
    add(now, address="second@highlands.example")
    with pytest.raises(MailboxTaken):
        change_mailbox(mailbox=mailbox, address="second@highlands.example")
    with pytest.raises(ValidationError):
        change_mailbox(mailbox=mailbox, imap_security="none")
    assert Mailbox.objects.get(pk=mailbox.pk).imap_security == "tls"


@pytest.mark.usefixtures("office")
def test_a_stopped_mailbox_stays_and_can_be_started_again(now: datetime) -> None:
    mailbox = add(now)
    deactivate_mailbox(mailbox=mailbox)
    assert not Mailbox.objects.get().is_active
    assert change_mailbox(mailbox=mailbox, is_active=True).is_active


@pytest.fixture
def smtp_port() -> Iterator[int]:
    """A mail server that wants the password."""
    port = free_port()

    def is_known(
        server: object, session: object, envelope: object, how: str, data: object
    ) -> AuthResult:
        good = getattr(data, "password", b"") == PASSWORD.encode()
        return AuthResult(success=good, handled=False)

    controller = Controller(
        Sink(),
        hostname="127.0.0.1",
        port=port,
        authenticator=is_known,
        auth_require_tls=False,
    )
    controller.start()
    yield port
    controller.stop()


def local(now: datetime, dovecot: Dovecot, user: str, smtp_port: int, **changed: object) -> Mailbox:
    given = {
        "imap_host": "127.0.0.1",
        "imap_port": dovecot.port,
        "imap_security": "none",
        "smtp_host": "127.0.0.1",
        "smtp_port": smtp_port,
        "smtp_security": "none",
        "username": user,
        "secret": {"password": PASSWORD},
    }
    return add(now, **(given | changed))


@pytest.mark.server
@pytest.mark.usefixtures("office")
def test_where_both_servers_let_us_in_nothing_is_wrong(
    now: datetime, dovecot: Dovecot, user: str, smtp_port: int
) -> None:
    assert check_mailbox(mailbox=local(now, dovecot, user, smtp_port)) == []


@pytest.mark.server
@pytest.mark.usefixtures("office")
def test_each_server_says_what_it_does_not_like(
    now: datetime, dovecot: Dovecot, user: str, smtp_port: int
) -> None:
    problems = check_mailbox(
        mailbox=local(now, dovecot, user, smtp_port, secret={"password": "wrong"})
    )
    assert len(problems) == 2
    assert "refused the user name or password" in problems[0]
    assert "refused the user name or password" in problems[1]
    assert not any("wrong" in problem for problem in problems)


@pytest.mark.server
@pytest.mark.usefixtures("office")
def test_a_missing_folder_of_sent_mail_is_named(
    now: datetime, dovecot: Dovecot, user: str, smtp_port: int
) -> None:
    mailbox = local(now, dovecot, user, smtp_port, sent_folder="Answers")
    assert ["Answers" in problem for problem in check_mailbox(mailbox=mailbox)] == [True]


@pytest.mark.usefixtures("office")
def test_without_a_token_no_server_is_asked(now: datetime, token_endpoint: TokenEndpoint) -> None:
    token_endpoint.answers = [(400, {"error": "invalid_grant"})]
    secret = {"client_id": "c", "refresh_token": "ended"}
    mailbox = add(now, sign_in=SignIn.MICROSOFT, secret=secret, smtp_host="smtp.example.org")
    (problem,) = check_mailbox(mailbox=mailbox)
    assert problem.startswith("Microsoft no longer lets us into this mailbox")


@pytest.mark.usefixtures("office")
def test_older_mail_counts_as_history_unless_told_otherwise(now: datetime) -> None:
    since = now - timedelta(days=3)
    assert add(now, attended_since=since).attended_since == since
