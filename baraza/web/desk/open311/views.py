"""Other systems: keys by which they send us requests, and authorities we send ours to."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from baraza.base.accounts.rules import Permission
from baraza.common.numbers import number
from baraza.engagement.casework.actions import service_arrivals, service_requests
from baraza.engagement.casework.models import ApiKey, ServiceEndpoint, ServiceRequest
from baraza.engagement.casework.queries.file import case_for
from baraza.engagement.casework.queries.open311 import endpoint_for, request_for
from baraza.web.desk.access import staff_only
from baraza.web.desk.open311.forms import EndpointForm, KeyForm


@staff_only("GET", needs=Permission.MANAGE_SETUP)
def systems(request: HttpRequest) -> HttpResponse:
    """Which other systems do we work with?"""
    return _page(request)


@staff_only("POST", needs=Permission.MANAGE_SETUP)
def make_key(request: HttpRequest) -> HttpResponse:
    """A key, shown this once."""
    form = KeyForm(request.POST)
    if not form.is_valid():
        return _page(request, status=422, key_form=form)
    _key, secret = service_arrivals.make_key(
        name=form.cleaned_data["name"], by=request.user, now=timezone.now()
    )
    response = _page(request, secret=secret, secret_of=form.cleaned_data["name"])
    response["Cache-Control"] = "no-store"
    return response


@staff_only("POST", needs=Permission.MANAGE_SETUP)
def end_key(request: HttpRequest, key_id: int) -> HttpResponse:
    """It opens nothing any more."""
    key = ApiKey.objects.get(pk=key_id)
    service_arrivals.end_key(key=key, by=request.user, now=timezone.now())
    messages.success(request, _("The key opens nothing any more."))
    return redirect("desk:systems")


@staff_only("POST", needs=Permission.MANAGE_SETUP)
def make_endpoint(request: HttpRequest) -> HttpResponse:
    """From now on cases of that kind can be sent there."""
    form = EndpointForm(request.POST)
    if form.is_valid():
        try:
            service_requests.make_endpoint(by=request.user, now=timezone.now(), **form.cleaned_data)
        except service_requests.BadAddress:
            form.add_error("address", _("Only addresses that begin with https are asked."))
    if form.errors:
        return _page(request, status=422, endpoint_form=form)
    messages.success(request, _("Kept. Cases of that kind can be sent there."))
    return redirect("desk:systems")


@staff_only("POST", needs=Permission.MANAGE_SETUP)
def end_endpoint(request: HttpRequest, endpoint_id: int) -> HttpResponse:
    """Nothing new is sent there."""
    endpoint = ServiceEndpoint.objects.get(pk=endpoint_id)
    service_requests.end_endpoint(endpoint=endpoint, by=request.user, now=timezone.now())
    return redirect("desk:systems")


@staff_only("POST", needs=Permission.MANAGE_CASES)
def send(request: HttpRequest, case_id: int) -> HttpResponse:
    """It is put to their system, ten seconds from now."""
    case = case_for(user=request.user, case_id=case_id)
    endpoint_id = number(request.POST.get("endpoint"))
    endpoint = endpoint_for(kind_id=case.kind_id, endpoint_id=endpoint_id)
    try:
        service_requests.send_request(
            case_id=case.pk,
            endpoint=endpoint,
            words=request.POST.get("words", ""),
            by=request.user,
            now=timezone.now(),
        )
        messages.success(request, _("It leaves in ten seconds; until then it can be taken back."))
    except service_requests.NotAllowedYet as why:
        messages.error(request, _(str(why)))
    except service_requests.NothingToSend:
        messages.error(request, _("Nothing was written, so nothing was sent."))
    return redirect(f"{reverse('desk:case', args=[case.pk])}#system")


@staff_only("POST", needs=Permission.MANAGE_CASES)
def take_back(request: HttpRequest, request_id: int) -> HttpResponse:
    """It was not meant to leave."""
    found = _request(request, request_id)
    case_id = found.inquiry.case_id
    try:
        service_requests.take_back_request(request=found, by=request.user, now=timezone.now())
        messages.success(request, _("Taken back. It did not leave."))
    except service_requests.TooLate:
        messages.error(request, _("It has left already."))
    return redirect(f"{reverse('desk:case', args=[case_id])}#system")


@staff_only("POST", needs=Permission.MANAGE_CASES)
def again(request: HttpRequest, request_id: int) -> HttpResponse:
    """Once more."""
    found = _request(request, request_id)
    service_requests.try_again(request=found, by=request.user, now=timezone.now())
    return redirect(f"{reverse('desk:case', args=[found.inquiry.case_id])}#system")


def _request(request: HttpRequest, request_id: int) -> ServiceRequest:
    return request_for(user=request.user, request_id=request_id)


def _page(request: HttpRequest, *, status: int = 200, **further: Any) -> HttpResponse:
    keys = ApiKey.objects.select_related("made_by")
    context = {
        "question": _("Which other systems do we work with?"),
        "keys": keys.filter(ended_at__isnull=True),
        "endpoints": ServiceEndpoint.objects.filter(ended_at__isnull=True).select_related(
            "organisation", "kind"
        ),
        "key_form": KeyForm(),
        "endpoint_form": EndpointForm(),
        "address": request.build_absolute_uri("/api/open311/v2/"),
        **further,
    }
    return render(request, "desk/open311/systems.html", context, status=status)
