"""A case is sent to an authority's own system once, if it may be, and asked after."""

import http.server
import json
import ssl
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from urllib.parse import parse_qs

import pytest

from baraza.base.accounts.models import User
from baraza.base.channels.models import Channel
from baraza.base.office_register.models import Office
from baraza.base.people.actions.belonging import add_organisation
from baraza.base.people.models import OrganisationKind
from baraza.common.outgoing import fetch
from baraza.engagement.casework.actions import service_requests as acts
from baraza.engagement.casework.actions.opening import open_case
from baraza.engagement.casework.models import (
    AuthorisationRule,
    Case,
    CaseKind,
    Decision,
    Inquiry,
    InquiryState,
    RequestState,
    ServiceEndpoint,
    ServiceRequest,
)
from tests.https import here, https_server

pytestmark = pytest.mark.usefixtures("office")
LATER = timedelta(seconds=10)


class Town(http.server.BaseHTTPRequestHandler):
    """A municipal system: takes requests, or answers as it is told to."""

    taken: list[dict[str, list[str]]] = []
    status = 201
    hangs_up = False
    known = {"service_request_id": "T-7", "status": "open", "status_notes": ""}

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.taken.append(parse_qs(sent))
        if self.hangs_up:
            return
        self._say(self.status, [{"service_request_id": "T-7", "token": ""}])

    def do_GET(self) -> None:
        self._say(200, [self.known])

    def _say(self, status: int, value: object) -> None:
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(value).encode())

    def log_message(self, *words: object) -> None:
        """Keeps the test's output clean."""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, ssl.SSLContext]]:
    with https_server(Town, tmp_path_factory.mktemp("town")) as town:
        yield town


@pytest.fixture
def town(
    served: tuple[str, ssl.SSLContext], monkeypatch: pytest.MonkeyPatch
) -> tuple[str, acts.outgoing.Asks]:
    monkeypatch.setattr(Town, "taken", [])
    return served[0], partial(fetch, resolve=here, context=served[1])


@pytest.fixture
def endpoint(
    office: Office, staff: User, town: tuple[str, acts.outgoing.Asks], now: datetime
) -> ServiceEndpoint:
    kind = CaseKind.objects.create(name="Potholes", authorisation=AuthorisationRule.IMPLIED)
    body = add_organisation(
        name="Town hall", kind=OrganisationKind.LOCAL_AUTHORITY, by=None, now=now
    )
    return acts.make_endpoint(
        organisation=body, kind=kind, address=f"https://{town[0]}/v2/", service_code="17",
        api_key="theirs", by=staff, now=now,
    )  # fmt: skip


@pytest.fixture
def case(endpoint: ServiceEndpoint, staff: User, now: datetime) -> Case:
    made = open_case(
        kind=endpoint.kind, title="A hole", story="Deep", channel=Channel.PHONE, now=now, by=staff
    )
    Decision.objects.create(case=made, way="resolve", reason="Theirs", made_by=staff, made_at=now)
    return made


@pytest.fixture
def request_(case: Case, endpoint: ServiceEndpoint, staff: User, now: datetime) -> ServiceRequest:
    return acts.send_request(
        case_id=case.pk, endpoint=endpoint, words="A hole in Mill Lane", by=staff, now=now
    )


def test_it_leaves_once_and_its_number_is_the_reference(
    request_: ServiceRequest, town: tuple[str, acts.outgoing.Asks], now: datetime
) -> None:
    assert acts.send_due(now=now, client=town[1]) == 0, "it can be taken back yet"
    assert acts.send_due(now=now + LATER, client=town[1]) == 1
    assert acts.send_due(now=now + LATER, client=town[1]) == 0

    [sent] = Town.taken
    assert sent["description"] == ["A hole in Mill Lane"]
    assert (sent["service_code"], sent["api_key"]) == (["17"], ["theirs"])
    request_.refresh_from_db()
    assert (request_.state, request_.number) == (RequestState.SENT, "T-7")
    assert Inquiry.objects.get().reference == "T-7"


def test_what_may_no_longer_be_asked_is_held_back_at_the_moment_of_sending(
    request_: ServiceRequest, town: tuple[str, acts.outgoing.Asks], now: datetime
) -> None:
    CaseKind.objects.update(authorisation=AuthorisationRule.WRITTEN)

    assert acts.send_due(now=now + LATER, client=town[1]) == 0

    request_.refresh_from_db()
    assert request_.state == RequestState.HELD
    assert request_.problem
    assert not Town.taken


def test_without_authorisation_nothing_is_even_queued(
    case: Case, endpoint: ServiceEndpoint, staff: User, now: datetime
) -> None:
    CaseKind.objects.update(authorisation=AuthorisationRule.WRITTEN)
    with pytest.raises(acts.NotAllowedYet):
        acts.send_request(case_id=case.pk, endpoint=endpoint, words="x", by=staff, now=now)
    assert not ServiceRequest.objects.exists()


def test_an_answer_that_never_came_is_perhaps_sent_and_not_sent_twice(
    request_: ServiceRequest,
    town: tuple[str, acts.outgoing.Asks],
    staff: User,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Town, "hangs_up", True)
    acts.send_due(now=now + LATER, client=town[1])
    acts.send_due(now=now + timedelta(days=1), client=town[1])

    request_.refresh_from_db()
    assert request_.state == RequestState.SENDING
    assert len(Town.taken) == 1
    monkeypatch.setattr(Town, "hangs_up", False)
    acts.try_again(request=request_, by=staff, now=now)
    assert acts.send_due(now=now, client=town[1]) == 1


def test_a_system_that_is_down_is_tried_again_and_then_given_up(
    request_: ServiceRequest,
    town: tuple[str, acts.outgoing.Asks],
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Town, "status", 503)
    for hour in range(acts.MOST_ATTEMPTS + 2):
        acts.send_due(now=now + timedelta(hours=hour + 1), client=town[1])

    request_.refresh_from_db()
    assert request_.state == RequestState.FAILED
    assert len(Town.taken) == acts.MOST_ATTEMPTS


def test_a_refusal_says_why(
    request_: ServiceRequest,
    town: tuple[str, acts.outgoing.Asks],
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Town, "status", 400)
    acts.send_due(now=now + LATER, client=town[1])

    request_.refresh_from_db()
    assert request_.state == RequestState.FAILED
    assert request_.problem.startswith("400")


def test_what_became_of_it_stands_in_the_log_once(
    request_: ServiceRequest,
    town: tuple[str, acts.outgoing.Asks],
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    acts.send_due(now=now + LATER, client=town[1])
    known = {"service_request_id": "T-7", "status": "closed", "status_notes": "Filled on Monday"}
    monkeypatch.setattr(Town, "known", known)

    assert acts.ask_after(now=now + timedelta(days=1), client=town[1]) == 1
    assert acts.ask_after(now=now + timedelta(days=2), client=town[1]) == 0

    inquiry = Inquiry.objects.get()
    assert inquiry.state == InquiryState.ANSWERED
    [theirs] = inquiry.log.filter(is_theirs=True)
    assert "Filled on Monday" in theirs.text


def test_it_is_taken_back_until_it_leaves(
    request_: ServiceRequest,
    town: tuple[str, acts.outgoing.Asks],
    staff: User,
    now: datetime,
) -> None:
    assert acts.take_back_request(request=request_, by=staff, now=now) == "A hole in Mill Lane"
    assert not Inquiry.objects.exists()
    assert acts.send_due(now=now + LATER, client=town[1]) == 0


def test_only_https_addresses_are_asked(
    endpoint: ServiceEndpoint, staff: User, now: datetime
) -> None:
    with pytest.raises(acts.BadAddress):
        acts.make_endpoint(
            organisation=endpoint.organisation, kind=endpoint.kind,
            address="http://town.example/v2", service_code="1", by=staff, now=now,
        )  # fmt: skip
