"""Open311 GeoReport v2: what can be asked for, requests that come in, and how far they are.

A system is known by its key. It is told of its own requests only, and of these nothing but whether
they are open: what people wrote stays in the office.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from baraza.common.paper.codes import read_code
from baraza.engagement.casework.actions.service_arrivals import (
    NotTaken,
    Reported,
    key_of,
    take_report,
)
from baraza.engagement.casework.models import ApiKey, CaseField, CaseKind, FieldType
from baraza.engagement.casework.queries import open311 as queries
from baraza.web.api.open311.answers import Value, answer, refusal
from baraza.web.api.open311.limits import AN_HOUR, is_too_much

View = Callable[..., HttpResponse]
DATATYPES = {
    FieldType.LINE: "string",
    FieldType.TEXT: "text",
    FieldType.DATE: "datetime",
    FieldType.NUMBER: "number",
    FieldType.CHOICE: "singlevaluelist",
    FieldType.YES_NO: "singlevaluelist",
}
YES_NO = ("yes", "no")
PARTS = (
    "service_code", "description", "first_name", "last_name", "email", "phone", "lat", "long",
    "media_url",
)  # fmt: skip


def with_key(view: View) -> View:
    """For systems with a key that is in use, and not too often."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, ends: str, **kwargs: object) -> HttpResponse:
        said = request.headers.get("Authorization", "").removeprefix("Bearer ")
        try:
            secret = said or request.POST.get("api_key") or request.GET.get("api_key", "")
        except RequestDataTooBig:
            return refusal(413, "too much at once", ends)
        key = key_of(secret=secret, now=timezone.now())
        if key is None:
            return refusal(403, "api_key: missing, unknown or ended", ends)
        if is_too_much(key.pk, sends=request.method == "POST"):
            response = refusal(429, "too many requests within an hour; nothing was kept", ends)
            response["Retry-After"] = str(AN_HOUR)
            return response
        return view(request, *args, key=key, ends=ends, **kwargs)

    return guarded


@require_safe
def discovery(request: HttpRequest, ends: str) -> HttpResponse:
    """Where everything is."""
    root = request.build_absolute_uri(request.path.removesuffix(f"discovery.{ends}"))
    endpoint = {
        "specification": "http://wiki.open311.org/GeoReport_v2",
        "url": root.rstrip("/"),
        "changeset": "2026-11-22",
        "type": "production",
        "formats": ["application/json", "text/xml"],
    }
    said = {"changeset": "2026-11-22", "contact": "", "endpoints": [endpoint]}
    return answer("discovery", said, ends)


@require_safe
def services(request: HttpRequest, ends: str) -> HttpResponse:
    """What people can ask for."""
    return answer("services", [_service(kind) for kind in queries.services()], ends)


@require_safe
def service(request: HttpRequest, code: str, ends: str) -> HttpResponse:
    """What is asked for one of them."""
    kind = next((one for one in queries.services() if str(one.pk) == code), None)
    if kind is None:
        return refusal(404, "service_code: no such service", ends)
    asked: list[Value] = [
        _attribute(field, place) for place, field in enumerate(kind.fields.all(), start=1)
    ]
    said = {"service_code": code, "attributes": asked}
    return answer("service_definition", said, ends)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@with_key
def requests(request: HttpRequest, key: ApiKey, ends: str) -> HttpResponse:
    """One more request, or how far those are that came with this key."""
    if request.method == "POST":
        return _take(request, key, ends)
    asked = request.GET
    codes = [one for one in map(_code, asked.get("service_request_id", "").split(",")) if one]
    if asked.get("service_request_id") and not codes:
        return answer("service_requests", [], ends)
    state = asked.get("status", "")
    found = queries.requests_of(
        key=key,
        codes=codes[: queries.PAGE],
        begins=_moment(asked.get("start_date", "")),
        ends=_moment(asked.get("end_date", "")),
        is_open={"open": True, "closed": False}.get(state),
    )
    return answer("service_requests", [_known(one) for one in found], ends)


@require_safe
@with_key
def request_of(request: HttpRequest, code: str, key: ApiKey, ends: str) -> HttpResponse:
    """How far one is."""
    read = _code(code)
    found = queries.requests_of(key=key, codes=[read]) if read else []
    if not found:
        return refusal(404, "service_request_id: none that came with this key", ends)
    return answer("service_requests", [_known(found[0])], ends)


@require_safe
@with_key
def token(request: HttpRequest, code: str, key: ApiKey, ends: str) -> HttpResponse:
    """A number is given at once, so a token is the number."""
    read = _code(code)
    if not read or not queries.requests_of(key=key, codes=[read]):
        return refusal(404, "token: none that came with this key", ends)
    return answer("service_requests", [{"service_request_id": read, "token": read}], ends)


def _take(request: HttpRequest, key: ApiKey, ends: str) -> HttpResponse:
    try:
        sent = _sent(request)
        reported = Reported(
            **{part: sent.get(part, "") for part in PARTS},
            address=sent.get("address_string", ""),
            language=request.headers.get("Accept-Language", "").partition(",")[0].partition(";")[0],
            attributes={
                name.removeprefix("attribute[").partition("]")[0]: value
                for name, value in sent.items()
                if name.startswith("attribute[")
            },
        )
        intake = take_report(key=key, reported=reported, now=timezone.now())
    except RequestDataTooBig:
        return refusal(413, "too much at once", ends)
    except NotTaken as why:
        return refusal(400, str(why), ends)
    taken = {"service_request_id": intake.code, "service_notice": "", "account_id": ""}
    return answer("service_requests", [taken], ends, 201)


def _sent(request: HttpRequest) -> dict[str, str]:
    """The form, or the same as JSON."""
    if request.content_type != "application/json":
        return {name: request.POST[name].replace("\0", "") for name in request.POST}
    try:
        said: Any = json.loads(request.body)
    except ValueError as error:
        raise NotTaken("this is no JSON") from error
    if not isinstance(said, dict):
        raise NotTaken("one JSON object is expected")
    return {str(name): str(value).replace("\0", "") for name, value in said.items()}


def _service(kind: CaseKind) -> dict[str, Value]:
    return {
        "service_code": str(kind.pk),
        "service_name": kind.said("name"),
        "description": kind.said("help"),
        "metadata": bool(kind.fields.all()),
        "type": "realtime",
        "keywords": "",
        "group": "",
    }


def _attribute(field: CaseField, place: int) -> dict[str, Value]:
    choices: list[str] = list(field.choices)
    if field.type == FieldType.YES_NO:
        choices = list(YES_NO)
    return {
        "variable": True,
        "code": str(field.pk),
        "datatype": DATATYPES[FieldType(field.type)],
        "required": field.is_required,
        "datatype_description": "",
        "order": place,
        "description": str(field),
        "values": [{"key": one, "name": one} for one in choices],
    }


def _known(one: queries.Known) -> dict[str, Value]:
    return {
        "service_request_id": one.code,
        "status": "open" if one.is_open else "closed",
        "status_notes": "",
        "service_name": one.service.said("name") if one.service else "",
        "service_code": str(one.service.pk) if one.service else "",
        "requested_datetime": one.requested_at.isoformat(timespec="seconds"),
        "updated_datetime": one.changed_at.isoformat(timespec="seconds"),
    }


def _code(typed: str) -> str | None:
    return read_code(typed[:20])


def _moment(typed: str) -> datetime | None:
    try:
        found = parse_datetime(typed[:40])
    except ValueError:
        return None
    if found is not None and timezone.is_naive(found):
        return timezone.make_aware(found)
    return found
