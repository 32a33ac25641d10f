"""What another system sends by Open311: known by its key, kept as it came, opened as one case."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from baraza.base.accounts.models import User
from baraza.base.audit.actions import record
from baraza.base.channels.email.decode import clean_text, one_line
from baraza.base.office.queries import profile
from baraza.common.numbers import is_number
from baraza.common.paper.codes import new_code
from baraza.engagement.casework.actions.asking import send_asking
from baraza.engagement.casework.models import ApiKey, CaseKind, Intake, ServiceArrival

LONGEST_DESCRIPTION = 4_000
LONGEST_LINE = 300
# Said when a key was used, not more often.
USED_ANEW = timedelta(minutes=5)


class NoName(ValueError):
    """A key nobody could tell from another."""


class NotTaken(ValueError):
    """What was sent cannot be taken; the words say why, for whoever built the other system."""


@dataclass(frozen=True, slots=True)
class Reported:
    """A service request, as GeoReport v2 names its parts."""

    service_code: str
    description: str = ""
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""
    lat: str = ""
    long: str = ""
    media_url: str = ""
    language: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def make_key(*, name: str, by: User, now: datetime) -> tuple[ApiKey, str]:
    """The key's row, and the key itself, which is shown this once. Raises NoName."""
    name = one_line(name, limit=100)
    if not name:
        raise NoName
    secret = secrets.token_urlsafe(32)
    key = ApiKey.objects.create(name=name, digest=digest_of(secret), made_by=by, made_at=now)
    record(actor=by, act="key_made", obj=key, now=now)
    return key, secret


@transaction.atomic
def end_key(*, key: ApiKey, by: User, now: datetime) -> None:
    """It opens nothing from now on; what came with it stays."""
    if ApiKey.objects.filter(pk=key.pk, ended_at__isnull=True).update(ended_at=now):
        record(actor=by, act="key_ended", obj=key, now=now)


def key_of(*, secret: str, now: datetime) -> ApiKey | None:
    """Whose key this is; None where it is nobody's, or ended."""
    if not secret or len(secret) > LONGEST_LINE:
        return None
    key = ApiKey.objects.filter(digest=digest_of(secret), ended_at__isnull=True).first()
    if key is not None and (key.used_at is None or now - key.used_at > USED_ANEW):
        ApiKey.objects.filter(pk=key.pk).update(used_at=now)
    return key


def digest_of(secret: str) -> str:
    """What is kept of a key: it is long and random, so a plain digest gives nothing away."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def take_report(*, key: ApiKey, reported: Reported, now: datetime) -> Intake:
    """Kept, with all that was sent, before anybody looks at it; a worker opens the case, whose
    code is the intake's. Raises NotTaken.
    """
    kind = _kind(reported.service_code)
    typed = _typed(reported, kind, key)
    language = reported.language.partition("-")[0].lower()
    known = profile().languages
    intake = Intake.objects.create(
        code=new_code(),
        kind=kind,
        typed=json.dumps(typed),
        language=language if language in known else profile().default_language,
        begun_at=now,
        saved_at=now,
    )
    ServiceArrival.objects.create(key=key, intake=intake, received_at=now)
    send_asking(intake=intake, now=now)
    return intake


def _kind(code: str) -> CaseKind:
    offered = CaseKind.objects.in_use().filter(is_public=True).prefetch_related("fields")
    kind = offered.filter(pk=int(code)).first() if is_number(code) else None
    if kind is None:
        raise NotTaken("service_code: no such service")
    return kind


def _typed(reported: Reported, kind: CaseKind, key: ApiKey) -> dict[str, str]:
    """Its parts, under the names the office's own form on the website gives them."""
    story = clean_text(reported.description).strip()
    if len(story) > LONGEST_DESCRIPTION:
        raise NotTaken(f"description: at most {LONGEST_DESCRIPTION} characters")
    answers = _answers(reported.attributes, kind)
    if not story and not answers:
        raise NotTaken("description: say what it is about")
    email = reported.email.strip()
    if email:
        try:
            validate_email(email)
        except ValidationError as error:
            raise NotTaken("email: not an address") from error
    name = one_line(f"{reported.first_name} {reported.last_name}", limit=200)
    return {
        "name": name or email or one_line(reported.phone, limit=50) or _("Not named"),
        "email": email,
        "phone": one_line(reported.phone, limit=50),
        "address": one_line(reported.address, limit=LONGEST_LINE),
        "story": "\n\n".join(filter(None, [story, _where(reported), _media(reported, key)])),
        **answers,
    }


def _answers(attributes: Mapping[str, str], kind: CaseKind) -> dict[str, str]:
    fields = {str(one.pk): one for one in kind.fields.all() if one.retired_at is None}
    found = {}
    for code, value in attributes.items():
        if code not in fields:
            raise NotTaken(f"attribute[{one_line(code, limit=40)}]: not asked for this service")
        found[f"answer-{code}"] = clean_text(value).strip()[:LONGEST_DESCRIPTION]
    missing = [
        code for code, one in fields.items() if one.is_required and not found.get(f"answer-{code}")
    ]
    if missing:
        raise NotTaken(f"attribute[{missing[0]}]: required")
    return found


def _where(reported: Reported) -> str:
    if not reported.lat and not reported.long:
        return ""
    try:
        lat, long = float(reported.lat), float(reported.long)
    except ValueError as error:
        raise NotTaken("lat, long: not numbers") from error
    if not (-90 <= lat <= 90 and -180 <= long <= 180):
        raise NotTaken("lat, long: nowhere on earth")
    return _("Where: %(lat)s, %(long)s") % {"lat": f"{lat:.5f}", "long": f"{long:.5f}"}


def _media(reported: Reported, key: ApiKey) -> str:
    """Named, never fetched: whoever names an address must not make this machine ask for it."""
    url = one_line(reported.media_url, limit=LONGEST_LINE)
    if not url:
        return ""
    if not url.startswith(("http://", "https://")):
        raise NotTaken("media_url: not an address")
    return _("Picture, as %(system)s sent it: %(url)s") % {"system": key.name, "url": url}
