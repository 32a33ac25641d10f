"""Keys are shown once, and a case is sent to an authority's system from its file."""

import re
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from baraza.base.accounts.models import Circle, Role, User
from baraza.base.channels.models import Channel
from baraza.base.office_register.models import Office
from baraza.base.people.actions.belonging import add_organisation
from baraza.base.people.models import OrganisationKind
from baraza.engagement.casework.actions.opening import open_case
from baraza.engagement.casework.actions.service_arrivals import key_of
from baraza.engagement.casework.models import (
    Agency,
    ApiKey,
    AuthorisationRule,
    Case,
    CaseKind,
    Decision,
    ServiceEndpoint,
    ServiceRequest,
)
from tests.staff import member_of_staff

SYSTEMS = "/desk/set-up/systems/"


@pytest.fixture
def endpoint(office: Office, desk: Client, now: datetime) -> ServiceEndpoint:
    """Made as staff make it."""
    body = add_organisation(
        name="Town hall", kind=OrganisationKind.LOCAL_AUTHORITY, by=None, now=now
    )
    Agency.objects.create(organisation=body, level="municipal", changed_at=now)
    kind = CaseKind.objects.create(name="Potholes", authorisation=AuthorisationRule.IMPLIED)
    words = {
        "organisation": body.pk, "kind": kind.pk, "address": "https://town.example/v2",
        "service_code": "17", "api_key": "theirs",
    }  # fmt: skip
    assert desk.post(reverse("desk:make-endpoint"), words).status_code == 302
    return ServiceEndpoint.objects.get()


@pytest.fixture
def case(endpoint: ServiceEndpoint, staff: User, now: datetime) -> Case:
    made = open_case(kind=endpoint.kind, title="A hole", channel=Channel.PHONE, now=now, by=staff)
    Decision.objects.create(case=made, way="resolve", reason="Theirs", made_by=staff, made_at=now)
    return made


def test_a_key_is_shown_once_and_ended_with_a_click(desk: Client, now: datetime) -> None:
    answer = desk.post(reverse("desk:make-key"), {"name": "Town app"})
    [secret] = re.findall(r'<code class="source" dir="ltr">([^<]+)</code>', answer.text)

    assert answer["Cache-Control"] == "no-store"
    assert key_of(secret=secret, now=now) is not None
    assert secret not in desk.get(SYSTEMS).text
    desk.post(reverse("desk:end-key", args=[ApiKey.objects.get().pk]))
    assert key_of(secret=secret, now=now) is None
    assert desk.post(reverse("desk:make-key"), {"name": " "}).status_code == 422


def test_their_key_for_us_is_encrypted_and_shown_nowhere(
    endpoint: ServiceEndpoint, desk: Client
) -> None:
    assert endpoint.api_key == "theirs"
    assert "theirs" not in desk.get(SYSTEMS).text


def test_an_address_without_https_is_refused_with_what_was_typed(
    endpoint: ServiceEndpoint, desk: Client
) -> None:
    words = {
        "organisation": endpoint.organisation_id, "kind": endpoint.kind_id,
        "address": "http://town.example/v2", "service_code": "18",
    }  # fmt: skip
    answer = desk.post(reverse("desk:make-endpoint"), words)
    assert answer.status_code == 422
    assert "begin with https" in answer.text
    assert "http://town.example/v2" in answer.text


def test_a_case_is_sent_from_its_file_and_taken_back(case: Case, desk: Client) -> None:
    page = f"{reverse('desk:case-part', args=[case.pk])}?of=system"
    assert "Send it to their system" in desk.get(page).text

    endpoint = ServiceEndpoint.objects.get()
    desk.post(
        reverse("desk:send-request", args=[case.pk]),
        {"endpoint": endpoint.pk, "words": "A hole in Mill Lane"},
    )
    found = ServiceRequest.objects.get()
    assert "A hole in Mill Lane" in desk.get(page).text
    desk.post(reverse("desk:take-back-request", args=[found.pk]))
    assert not ServiceRequest.objects.exists()


def test_a_request_of_a_confidential_case_is_not_there_for_others(
    case: Case, desk: Client, now: datetime
) -> None:
    endpoint = ServiceEndpoint.objects.get()
    desk.post(reverse("desk:send-request", args=[case.pk]), {"endpoint": endpoint.pk, "words": "x"})
    Case.objects.filter(pk=case.pk).update(circle=Circle.objects.create(name="Protection"))
    found = ServiceRequest.objects.get()
    assert desk.post(reverse("desk:take-back-request", args=[found.pk])).status_code == 404


def test_whoever_does_not_set_up_sees_no_keys(office: Office) -> None:
    worker = member_of_staff(
        email="worker@highlands.example", name="Wo Rker", roles=[Role.CASEWORKER]
    )
    client = Client(headers={"host": "highlands.localhost"})
    client.force_login(worker)
    assert client.get(SYSTEMS).status_code == 403
