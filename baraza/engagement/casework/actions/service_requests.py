"""Requests to an authority's own system by Open311: queued, sent once, asked after."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode, urlsplit

from django.db import transaction

from baraza.base.accounts.models import User
from baraza.base.audit.actions import record
from baraza.base.channels.email.decode import clean_text, one_line
from baraza.base.channels.models import Channel
from baraza.base.office.queries import working_days
from baraza.base.people.models import Organisation
from baraza.common import outgoing
from baraza.common.jobs import enqueue
from baraza.engagement.casework.actions.changing import locked, touched
from baraza.engagement.casework.actions.clocks import answered, next_chase
from baraza.engagement.casework.models import (
    CaseKind,
    Inquiry,
    InquiryLog,
    InquiryState,
    RequestState,
    ServiceEndpoint,
    ServiceRequest,
)
from baraza.engagement.casework.rules import authorisation_missing

SEND = "casework.send_requests"
# Until then it can be taken back.
WAIT = timedelta(seconds=10)
MOST_ATTEMPTS = 6
ASKED_ANEW = timedelta(hours=6)
LONGEST = 4_000
AT_ONCE = 20


class NotAllowedYet(ValueError):
    """What must be there before anybody outside is asked is not; the words say what."""


class NothingToSend(ValueError):
    """A request without words."""


class BadAddress(ValueError):
    """Only https addresses are asked."""


class TooLate(Exception):
    """It has left, or is leaving."""


@dataclass(frozen=True, slots=True)
class Said:
    """What their system answered to a request."""

    number: str = ""
    token: str = ""
    status: str = ""
    notes: str = ""


@transaction.atomic
def make_endpoint(
    *,
    organisation: Organisation,
    kind: CaseKind,
    address: str,
    service_code: str,
    by: User,
    now: datetime,
    jurisdiction: str = "",
    api_key: str = "",
) -> ServiceEndpoint:
    """Where an authority takes requests of a kind. Raises BadAddress."""
    target = urlsplit(address.strip())
    if target.scheme != "https" or not target.hostname:
        raise BadAddress
    endpoint = ServiceEndpoint.objects.create(
        organisation=organisation,
        kind=kind,
        address=address.strip().rstrip("/"),
        service_code=one_line(service_code, limit=100),
        jurisdiction=one_line(jurisdiction, limit=200),
        api_key=api_key.strip(),
        made_at=now,
    )
    record(actor=by, act="endpoint_made", obj=endpoint, now=now)
    return endpoint


@transaction.atomic
def end_endpoint(*, endpoint: ServiceEndpoint, by: User, now: datetime) -> None:
    """Nothing new is sent there; what was sent is asked after still."""
    if ServiceEndpoint.objects.filter(pk=endpoint.pk, ended_at__isnull=True).update(ended_at=now):
        record(actor=by, act="endpoint_ended", obj=endpoint, now=now)


@transaction.atomic
def send_request(
    *, case_id: int, endpoint: ServiceEndpoint, words: str, by: User, now: datetime
) -> ServiceRequest:
    """An inquiry that leaves for their system ten seconds from now. Raises NotAllowedYet,
    NothingToSend."""
    words = clean_text(words).strip()[:LONGEST]
    if not words:
        raise NothingToSend
    case = locked(case_id=case_id)
    days = working_days()
    missing = authorisation_missing(
        case=case, organisation=endpoint.organisation, day=days.day_of(now)
    )
    if missing:
        raise NotAllowedYet(missing)
    inquiry = Inquiry.objects.create(
        case=case,
        organisation=endpoint.organisation,
        contact_address=endpoint.address[:320],
        channel=Channel.FORM,
        subject=case.title if not case.kind.is_sensitive else str(case.kind),
        state=InquiryState.WAITING,
        asked_at=now,
        asked_by=by,
        chase_date=next_chase(case, now),
    )
    log = InquiryLog.objects.create(
        inquiry=inquiry, channel=Channel.FORM, text=words, happened_at=now, written_by=by
    )
    request = ServiceRequest.objects.create(
        inquiry=inquiry, endpoint=endpoint, words=log, due_at=now + WAIT
    )
    touched(case, now)
    enqueue(SEND, after=WAIT)
    record(actor=by, act="request_sent", obj=case, now=now, detail={"request": request.pk})
    return request


@transaction.atomic
def take_back_request(*, request: ServiceRequest, by: User, now: datetime) -> str:
    """It was not meant to leave; returns its words. Raises TooLate."""
    request = (
        ServiceRequest.objects.select_for_update(of=("self",))
        .select_related("words", "inquiry__case")
        .get(pk=request.pk)
    )
    if request.state not in (RequestState.WAITING, RequestState.HELD, RequestState.FAILED):
        raise TooLate
    words, case = request.words.text, request.inquiry.case
    request.inquiry.delete()
    record(actor=by, act="request_taken_back", obj=case, now=now)
    return words


@transaction.atomic
def try_again(*, request: ServiceRequest, by: User, now: datetime) -> None:
    """Once more: what failed, was held back, or perhaps never arrived."""
    changed = (
        ServiceRequest.objects.filter(pk=request.pk)
        .exclude(state__in=[RequestState.SENT, RequestState.WAITING])
        .update(state=RequestState.WAITING, due_at=now, attempts=0, problem="")
    )
    if changed:
        enqueue(SEND)
        record(actor=by, act="sent_again", obj=request.inquiry.case, now=now)


def send_due(*, now: datetime, client: outgoing.Asks = outgoing.fetch) -> int:
    """Send what is due, one after the other; returns how many were sent. What somebody may no
    longer be asked is held back. Must not run inside a transaction: what is being sent is written
    down before it leaves, so that nothing is sent twice when a worker dies."""
    sent = 0
    due = ServiceRequest.objects.filter(state=RequestState.WAITING, due_at__lte=now)
    for number in list(due.order_by("due_at").values_list("pk", flat=True)[:AT_ONCE]):
        request = _claimed(number, now)
        if request is not None:
            sent += _hand_over(request, now, client)
    return sent


@transaction.atomic
def _claimed(number: int, now: datetime) -> ServiceRequest | None:
    request = (
        ServiceRequest.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("endpoint__organisation", "inquiry__case__person", "words")
        .filter(pk=number, state=RequestState.WAITING)
        .first()
    )
    if request is None:
        return None
    missing = authorisation_missing(
        case=request.inquiry.case,
        organisation=request.endpoint.organisation,
        day=working_days().day_of(now),
    )
    request.state = RequestState.HELD if missing else RequestState.SENDING
    request.problem = missing[:300]
    request.attempts += not missing
    request.save(update_fields=["state", "problem", "attempts"])
    return None if missing else request


def _hand_over(request: ServiceRequest, now: datetime, client: outgoing.Asks) -> bool:
    endpoint = request.endpoint
    body = {
        "api_key": endpoint.api_key,
        "jurisdiction_id": endpoint.jurisdiction,
        "service_code": endpoint.service_code,
        "description": request.words.text,
        "address_string": _place(request),
    }
    form = urlencode({name: value for name, value in body.items() if value}).encode()
    try:
        answer = client(
            f"{endpoint.address}/requests.json",
            allowed_hosts=[_host(endpoint)],
            body=form,
            headers={"Content-Type": "application/x-www-form-urlencoded"},
        )
    except outgoing.NotReached as trouble:
        _later(request, now, str(trouble))
        return False
    except outgoing.NotAllowed as trouble:
        _failed(request, str(trouble))
        return False
    except outgoing.NoAnswer as trouble:
        # It may have arrived: it stays as "perhaps sent" until somebody looks.
        ServiceRequest.objects.filter(pk=request.pk).update(problem=str(trouble)[:300])
        return False
    if answer.status in (429, 502, 503, 504):
        _later(request, now, f"{answer.status}")
        return False
    said = _read(answer.body)
    if answer.status >= 400 or said is None:
        _failed(request, f"{answer.status}: {_reason(answer.body)}")
        return False
    _sent(request, said, now)
    return True


@transaction.atomic
def _sent(request: ServiceRequest, said: Said, now: datetime) -> None:
    ServiceRequest.objects.filter(pk=request.pk).update(
        state=RequestState.SENT,
        problem="",
        number=said.number,
        token=said.token,
        sent_at=now,
        asked_at=now,
    )
    Inquiry.objects.filter(pk=request.inquiry_id).update(reference=said.number or said.token)


def _later(request: ServiceRequest, now: datetime, problem: str) -> None:
    """Once more, after a while that grows; after the last time it has failed."""
    if request.attempts >= MOST_ATTEMPTS:
        _failed(request, problem)
        return
    ServiceRequest.objects.filter(pk=request.pk).update(
        state=RequestState.WAITING,
        due_at=now + timedelta(minutes=2**request.attempts),
        problem=problem[:300],
    )


def _failed(request: ServiceRequest, problem: str) -> None:
    ServiceRequest.objects.filter(pk=request.pk).update(
        state=RequestState.FAILED, problem=problem[:300]
    )


def ask_after(*, now: datetime, client: outgoing.Asks = outgoing.fetch) -> int:
    """How far those are that were sent: what changed stands in the log of the inquiry, and what is
    closed is answered. Returns how many had news."""
    news = 0
    waiting = ServiceRequest.objects.filter(
        state=RequestState.SENT,
        inquiry__state=InquiryState.WAITING,
        asked_at__lt=now - ASKED_ANEW,
    ).select_related("endpoint")
    for request in waiting.order_by("asked_at")[:AT_ONCE]:
        said = _asked(request, client)
        ServiceRequest.objects.filter(pk=request.pk).update(asked_at=now)
        if said is not None:
            news += _heard(request.pk, said, now)
    return news


def _asked(request: ServiceRequest, client: outgoing.Asks) -> Said | None:
    endpoint = request.endpoint
    path = f"requests/{request.number}" if request.number else f"tokens/{request.token}"
    query = urlencode(
        {
            name: value
            for name, value in (
                ("api_key", endpoint.api_key),
                ("jurisdiction_id", endpoint.jurisdiction),
            )
            if value
        }
    )
    try:
        answer = client(f"{endpoint.address}/{path}.json?{query}", allowed_hosts=[_host(endpoint)])
    except (outgoing.NotAllowed, outgoing.NoAnswer):
        return None
    return _read(answer.body) if answer.status < 400 else None


@transaction.atomic
def _heard(number: int, said: Said, now: datetime) -> bool:
    request = ServiceRequest.objects.select_for_update(of=("self",)).get(pk=number)
    known = (request.number, request.status, request.status_notes)
    request.number = said.number or request.number
    request.status, request.status_notes = said.status, said.notes
    request.save(update_fields=["number", "status", "status_notes"])
    if known == (request.number, request.status, request.status_notes) or not said.status:
        return False
    inquiry = Inquiry.objects.select_for_update(of=("self",)).get(pk=request.inquiry_id)
    inquiry.reference = request.number or inquiry.reference
    InquiryLog.objects.create(
        inquiry=inquiry,
        channel=Channel.FORM,
        is_theirs=True,
        text="\n".join(filter(None, [said.status, said.notes])),
        happened_at=now,
    )
    if said.status == "closed":
        answered(inquiry, now)
    inquiry.save()
    touched(locked(case_id=inquiry.case_id), now)
    return True


def _read(body: bytes) -> Said | None:
    """The first request of an answer; None where it is none."""
    try:
        said = json.loads(body)
    except ValueError:
        return None
    if isinstance(said, list):
        said = said[0] if said else None
    if not isinstance(said, dict):
        return None
    found = Said(
        number=_word(said.get("service_request_id"), 100),
        token=_word(said.get("token"), 100),
        status=_word(said.get("status"), 20),
        notes=_word(said.get("status_notes"), 500),
    )
    return found if found.number or found.token else None


def _reason(body: bytes) -> str:
    try:
        said = json.loads(body)
        return _word(said[0]["description"], 200)
    except (ValueError, LookupError, TypeError):
        return ""


def _word(value: object, limit: int) -> str:
    return one_line(clean_text(str(value)), limit=limit) if value is not None else ""


def _place(request: ServiceRequest) -> str:
    area = request.inquiry.case.area
    return area.name if area else ""


def _host(endpoint: ServiceEndpoint) -> str:
    return urlsplit(endpoint.address).netloc.lower()
