import pytest

from baraza.base.channels.email import oauth2
from baraza.base.channels.email.oauth2 import Grant, Withdrawn, renew
from baraza.base.channels.email.trouble import MailboxTrouble
from tests.base.channels.mail_servers import TokenEndpoint

CLIENT = {"client_id": "baraza", "client_secret": "hush", "refresh_token": "first"}


def test_a_refresh_token_is_exchanged_for_an_access_token(token_endpoint: TokenEndpoint) -> None:
    token_endpoint.answers = [(200, {"access_token": "a1", "expires_in": 3599})]
    assert renew(provider="google", **CLIENT) == Grant("a1", 3599, "first")
    assert token_endpoint.asked == [{"grant_type": "refresh_token", **CLIENT}]


def test_a_renewed_refresh_token_takes_the_place_of_the_old_one(
    token_endpoint: TokenEndpoint,
) -> None:
    token_endpoint.answers = [(200, {"access_token": "a1", "refresh_token": "second"})]
    assert renew(provider="microsoft", **CLIENT).refresh_token == "second"


def test_a_public_client_sends_no_empty_secret(token_endpoint: TokenEndpoint) -> None:
    token_endpoint.answers = [(200, {"access_token": "a1"})]
    renew(provider="microsoft", client_id="baraza", client_secret="", refresh_token="first")
    assert "client_secret" not in token_endpoint.asked[0]


def test_the_tenant_is_part_of_the_address_and_cannot_change_its_host(
    token_endpoint: TokenEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = token_endpoint.url.replace("/token", "/{tenant}/token")
    monkeypatch.setitem(oauth2.TOKEN_URLS, "microsoft", url)
    token_endpoint.answers = [(200, {"access_token": "a1"})]
    renew(provider="microsoft", **CLIENT, tenant="x/../@evil.example/#?")
    renew(provider="microsoft", **CLIENT)
    assert token_endpoint.paths == ["/x%2F..%2F%40evil.example%2F%23%3F/token", "/common/token"]


@pytest.mark.parametrize(
    ("answer", "kind", "words"),
    [
        ((400, {"error": "invalid_grant", "error_description": "Revoked."}), Withdrawn, "Revoked."),
        ((401, {"error": "invalid_client"}), MailboxTrouble, "client secret"),
        ((503, b"<html>busy</html>"), MailboxTrouble, "at the moment (HTTP 503)"),
        ((200, b"not json"), MailboxTrouble, "at the moment"),
        ((200, ["a", "list"]), MailboxTrouble, "at the moment"),
        ((200, {"access_token": 12}), MailboxTrouble, "at the moment"),
        ((200, b"[" * 90_000), MailboxTrouble, "at the moment"),
    ],
)
def test_what_went_wrong_is_said_in_words(
    token_endpoint: TokenEndpoint,
    answer: tuple[int, object],
    kind: type[MailboxTrouble],
    words: str,
) -> None:
    token_endpoint.answers = [answer]
    with pytest.raises(MailboxTrouble) as caught:
        renew(provider="google", **CLIENT)
    assert type(caught.value) is kind
    assert words in str(caught.value)
    assert str(caught.value).startswith("Google")
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize("status", [302, 307, 308])
def test_the_secrets_follow_no_redirect(token_endpoint: TokenEndpoint, status: int) -> None:
    token_endpoint.answers = [(status, {}), (200, {"access_token": "stolen"})]
    with pytest.raises(MailboxTrouble):
        renew(provider="google", **CLIENT)
    assert len(token_endpoint.asked) == 1


def test_the_secrets_are_not_told_to_a_server_that_cannot_prove_its_name(
    token_endpoint: TokenEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    token_endpoint.answers = [(200, {"access_token": "a1"})]
    with pytest.raises(MailboxTrouble, match="CERTIFICATE_VERIFY_FAILED"):
        renew(provider="google", **CLIENT)
    assert token_endpoint.asked == []


def test_the_secrets_never_travel_unencrypted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(oauth2.TOKEN_URLS, "google", "http://localhost/token")
    with pytest.raises(ValueError, match="HTTPS only"):
        renew(provider="google", **CLIENT)


def test_a_silent_network_is_said_so(monkeypatch: pytest.MonkeyPatch, closed_port: int) -> None:
    monkeypatch.setitem(oauth2.TOKEN_URLS, "google", f"https://localhost:{closed_port}/token")
    with pytest.raises(MailboxTrouble, match="refused"):
        renew(provider="google", **CLIENT)


def test_only_the_providers_own_addresses_are_asked() -> None:
    hosts = {url.split("/")[2] for url in oauth2.TOKEN_URLS.values()}
    assert hosts == {"login.microsoftonline.com", "oauth2.googleapis.com"}
