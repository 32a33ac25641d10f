"""Permission for a mailbox: asked for in a browser, redeemed once by who began, for one office."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from baraza.base.channels.actions import mailboxes as acts
from baraza.base.channels.email import oauth2
from baraza.base.channels.models import Mailbox
from baraza.base.channels.secrets import mailbox_credentials, unsealed
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from tests.base.channels.authorisation_server import (
    CLIENT_ID,
    CLIENT_SECRET,
    REDIRECT_URI,
    AuthorisationServer,
)
from tests.staff import member_of_staff
from tests.web.desk.page import read

LIST = "/desk/set-up/mailboxes/"
NEW = f"{LIST}new/"


@pytest.fixture
def company(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AuthorisationServer]:
    """Microsoft and Google, on this machine."""
    server = AuthorisationServer(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
    for provider in ("microsoft", "google"):
        monkeypatch.setitem(oauth2.TOKEN_URLS, provider, f"{server.url}/{{tenant}}/token")
        monkeypatch.setitem(oauth2.AUTHORIZE_URLS, provider, f"{server.url}/{{tenant}}/authorize")
    # No mail server is asked here.
    monkeypatch.setattr(acts, "_reading_problems", lambda mailbox, credentials: [])
    monkeypatch.setattr(acts, "_sending_problems", lambda mailbox, credentials: [])
    yield server
    server.close()


@pytest.fixture
def fields() -> dict[str, str]:
    return {
        "address": "office@highlands.example",
        "sign_in": "google",
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
        "imap_port": "993",
        "imap_security": "tls",
        "smtp_port": "465",
        "smtp_security": "tls",
    }


@pytest.fixture
def mailbox(desk: Client, fields: dict[str, str], company: AuthorisationServer) -> Mailbox:
    """Kept, and without permission yet."""
    desk.post(NEW, fields)
    return Mailbox.objects.get()


def begin(desk: Client, mailbox: Mailbox) -> str:
    """Where the provider's sign-in is."""
    return desk.get(reverse("desk:ask-permission", args=[mailbox.pk])).headers["Location"]


def come_back(desk: Client, address: str) -> str:
    """What is said to whoever comes back from the provider."""
    assert address.startswith(REDIRECT_URI)
    answer = desk.get(address.removeprefix("http://highlands.localhost"), follow=True)
    return read(answer.content).one("div", id="toasts").text


@pytest.mark.parametrize(
    ("provider", "servers"),
    [
        ("google", ("imap.gmail.com", 993, "tls", "smtp.gmail.com", 465, "tls")),
        ("microsoft", ("outlook.office365.com", 993, "tls", "smtp.office365.com", 587, "starttls")),
    ],
)
def test_from_a_client_id_to_reading_mail_in_one_sign_in(
    desk: Client,
    fields: dict[str, str],
    company: AuthorisationServer,
    provider: str,
    servers: tuple[object, ...],
) -> None:
    page = read(desk.post(NEW, fields | {"sign_in": provider}, follow=True).content)
    mailbox = Mailbox.objects.get()
    assert servers == (
        mailbox.imap_host,
        mailbox.imap_port,
        mailbox.imap_security,
        mailbox.smtp_host,
        mailbox.smtp_port,
        mailbox.smtp_security,
    )
    address = reverse("desk:ask-permission", args=[mailbox.pk])
    assert page.one("a", href=address).text.startswith("Sign in at ")
    said = come_back(desk, company.visit(begin(desk, mailbox)))
    assert "Both servers answer" in said
    mailbox.refresh_from_db()
    [lasting] = company.refresh_tokens
    assert unsealed(mailbox)["refresh_token"] == lasting
    assert lasting not in mailbox.secret
    assert mailbox_credentials(mailbox).access_token == "letters"
    assert read(desk.get(LIST).content).one("a", href=address).text == "Give permission anew"
    [asked] = company.seen
    assert asked["login_hint"] == "office@highlands.example"
    assert oauth2.MAIL_SCOPES[provider][0] in asked["scope"]


def test_what_was_begun_in_another_browser_is_worth_nothing(
    desk: Client, mailbox: Mailbox, company: AuthorisationServer
) -> None:
    other = Client(headers={"host": "highlands.localhost"})
    other.force_login(member_of_staff(email="eve@highlands.example", name="Eve"))
    stolen = company.visit(begin(other, mailbox))
    assert "another browser" in come_back(desk, stolen)
    assert "refresh_token" not in unsealed(Mailbox.objects.get())
    assert company.codes


def test_a_sign_in_is_redeemed_once(
    desk: Client, mailbox: Mailbox, company: AuthorisationServer
) -> None:
    back = company.visit(begin(desk, mailbox))
    come_back(desk, back)
    kept = Mailbox.objects.get().secret
    assert "another browser" in come_back(desk, back)
    assert Mailbox.objects.get().secret == kept


def test_a_sign_in_that_took_too_long_is_begun_anew(
    desk: Client, mailbox: Mailbox, company: AuthorisationServer
) -> None:
    back = company.visit(begin(desk, mailbox))
    with time_machine.travel(timezone.now() + timedelta(minutes=21), tick=False):
        assert "too long ago" in come_back(desk, back)
    assert not company.refresh_tokens


@pytest.mark.parametrize("state", ["", "x", "eyJtYWlsYm94IjoxfQ:1abcde:forged"])
def test_a_forged_state_is_refused(
    desk: Client, mailbox: Mailbox, company: AuthorisationServer, state: str
) -> None:
    back = company.visit(begin(desk, mailbox))
    code = back.rpartition("code=")[2]
    assert "another browser" in come_back(desk, f"{REDIRECT_URI}?code={code}&state={state}")
    assert not company.refresh_tokens


def test_one_offices_sign_in_ends_in_no_other(
    desk: Client,
    mailbox: Mailbox,
    company: AuthorisationServer,
    two_offices: tuple[Office, Office],
) -> None:
    back = company.visit(begin(desk, mailbox))
    session = desk.session["mailbox_permission"]
    lakeside = two_offices[1]
    with within(lakeside):
        neighbour = Client(headers={"host": "lakeside.localhost"})
        neighbour.force_login(member_of_staff(email="leila@lakeside.example", name="Leila"))
        theirs = neighbour.session
        theirs["mailbox_permission"] = session
        theirs.save()
        address = back.removeprefix("http://highlands.localhost")
        answer = neighbour.get(address, follow=True)
    assert "another browser" in read(answer.content).one("div", id="toasts").text
    assert not company.refresh_tokens


def test_somebody_who_says_no_is_told_that_nothing_changed(
    desk: Client, mailbox: Mailbox, company: AuthorisationServer
) -> None:
    company.says_no = True
    said = come_back(desk, company.visit(begin(desk, mailbox)))
    assert "access_denied: The person said no." in said
    assert "Nothing changed" in said


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"gives_refresh_tokens": False}, "for an hour only"),
        ({"scope": "openid email"}, "not to read and send mail"),
    ],
)
def test_permission_that_is_not_enough_is_told_and_not_kept(
    desk: Client,
    mailbox: Mailbox,
    company: AuthorisationServer,
    wrong: dict[str, object],
    words: str,
) -> None:
    for name, value in wrong.items():
        setattr(company, name, value)
    assert words in come_back(desk, company.visit(begin(desk, mailbox)))
    assert "refresh_token" not in unsealed(Mailbox.objects.get())


def test_a_wrong_client_secret_is_named(
    desk: Client, mailbox: Mailbox, company: AuthorisationServer, fields: dict[str, str]
) -> None:
    address = reverse("desk:edit-mailbox", args=[mailbox.pk])
    desk.post(address, fields | {"client_secret": "mistyped"})
    assert "client secret" in come_back(desk, company.visit(begin(desk, mailbox)))


def test_what_cannot_work_is_said_before_anybody_is_sent_away(
    desk: Client, fields: dict[str, str], office: Office
) -> None:
    page = desk.post(NEW, fields | {"client_id": ""})
    assert page.status_code == 422
    assert REDIRECT_URI in page.content.decode()
    assert desk.post(NEW, fields | {"sign_in": "password"}).status_code == 422
    assert not Mailbox.objects.exists()


def test_a_mailbox_with_a_password_has_nobody_to_ask(desk: Client, mailbox: Mailbox) -> None:
    Mailbox.objects.update(sign_in="password")
    assert desk.get(reverse("desk:ask-permission", args=[mailbox.pk])).status_code == 404


def test_the_real_companies_are_asked_under_their_own_names() -> None:
    hosts = {address.split("/")[2] for address in oauth2.AUTHORIZE_URLS.values()}
    assert hosts == {"login.microsoftonline.com", "accounts.google.com"}
