import threading
from datetime import datetime

import pytest
from django.conf import LazySettings

from baraza.base.channels import secrets
from baraza.base.channels.email.transport import Temporary
from baraza.base.channels.mailroom.reading import at_work
from baraza.base.channels.models import Mailbox, SignIn
from baraza.base.channels.secrets import (
    Credentials,
    NoCredentials,
    forget_token,
    mailbox_credentials,
    sealed,
    unsealed,
)
from baraza.base.office_register.models import Office
from tests.base.channels.mail_servers import TokenEndpoint

OAUTH = {"client_id": "baraza", "client_secret": "hush", "refresh_token": "first"}


@pytest.fixture(autouse=True)
def no_tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets, "_tokens", {})


def make_mailbox(now: datetime, secret: dict[str, str], sign_in: str = SignIn.GOOGLE) -> Mailbox:
    return Mailbox.objects.create(
        address=f"{secret.get('refresh_token', 'p')}@highlands.example",
        imap_host="localhost",
        username="office",
        sign_in=sign_in,
        secret=sealed(secret),
        attended_since=now,
    )


@pytest.mark.usefixtures("office")
def test_a_password_is_kept_encrypted_and_comes_back(now: datetime) -> None:
    mailbox = make_mailbox(now, {"password": "nine-grey-geese"}, SignIn.PASSWORD)
    assert "nine-grey-geese" not in mailbox.secret
    assert mailbox_credentials(mailbox) == Credentials(password="nine-grey-geese")


@pytest.mark.usefixtures("office")
def test_an_access_token_is_asked_for_once_and_again_when_it_has_ended(
    now: datetime, token_endpoint: TokenEndpoint
) -> None:
    mailbox = make_mailbox(now, OAUTH)
    token_endpoint.answers = [
        (200, {"access_token": "a1", "expires_in": 3600}),
        (200, {"access_token": "a2", "expires_in": secrets.SPARE_SECONDS}),
        (200, {"access_token": "a3", "expires_in": 3600}),
    ]
    assert mailbox_credentials(mailbox) == Credentials(access_token="a1")
    assert mailbox_credentials(mailbox) == Credentials(access_token="a1")
    forget_token(mailbox)
    assert mailbox_credentials(mailbox) == Credentials(access_token="a2")
    assert mailbox_credentials(mailbox) == Credentials(access_token="a3")
    assert len(token_endpoint.asked) == 3


@pytest.mark.usefixtures("office")
def test_a_renewed_refresh_token_is_kept_encrypted_and_used_next(
    now: datetime, token_endpoint: TokenEndpoint
) -> None:
    mailbox = make_mailbox(now, OAUTH)
    token_endpoint.answers = [(200, {"access_token": "a1", "refresh_token": "second"})]
    mailbox_credentials(mailbox)
    kept = Mailbox.objects.get(pk=mailbox.pk)
    assert unsealed(kept) == OAUTH | {"refresh_token": "second"}
    assert "second" not in kept.secret
    forget_token(kept)
    mailbox_credentials(kept)
    assert [asked["refresh_token"] for asked in token_endpoint.asked] == ["first", "second"]


@pytest.mark.usefixtures("office")
def test_a_token_exchanged_by_another_process_is_taken_up(
    now: datetime, token_endpoint: TokenEndpoint
) -> None:
    stale = make_mailbox(now, OAUTH)
    Mailbox.objects.update(secret=sealed(OAUTH | {"refresh_token": "second"}))
    token_endpoint.answers = [(400, {"error": "invalid_grant"}), (200, {"access_token": "a2"})]
    assert mailbox_credentials(stale) == Credentials(access_token="a2")


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ([(400, {"error": "invalid_grant"})], "no longer lets us"),
        ([(500, {})], "at the moment"),
    ],
)
def test_without_a_token_mail_that_is_to_leave_waits(
    now: datetime, token_endpoint: TokenEndpoint, answers: list[tuple[int, object]], words: str
) -> None:
    token_endpoint.answers = answers
    with pytest.raises(NoCredentials, match=words) as caught:
        mailbox_credentials(make_mailbox(now, OAUTH))
    assert isinstance(caught.value, Temporary)


@pytest.mark.usefixtures("office")
def test_without_permission_nobody_is_asked(now: datetime, token_endpoint: TokenEndpoint) -> None:
    with pytest.raises(NoCredentials, match="no permission"):
        mailbox_credentials(make_mailbox(now, {"client_id": "baraza"}))
    assert token_endpoint.asked == []


@pytest.mark.usefixtures("office")
def test_another_installations_key_is_said_in_words(now: datetime, settings: LazySettings) -> None:
    mailbox = make_mailbox(now, {"password": "nine-grey-geese"}, SignIn.PASSWORD)
    settings.DATA_KEYS = ["another"]
    with pytest.raises(NoCredentials, match="Enter it again"):
        mailbox_credentials(mailbox)


def test_two_threads_exchange_a_refresh_token_once(
    now: datetime, shared_office: Office, token_endpoint: TokenEndpoint
) -> None:
    mailbox = make_mailbox(now, OAUTH)
    token_endpoint.answers = [(200, {"access_token": "a1", "expires_in": 3600})]
    found: list[Credentials] = []

    def ask() -> None:
        with at_work(shared_office):
            found.append(mailbox_credentials(mailbox))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [Credentials(access_token="a1")] * 4
    assert len(token_endpoint.asked) == 1
