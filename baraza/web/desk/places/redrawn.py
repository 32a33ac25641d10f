"""After boundaries were redrawn: responsibilities follow with one click, and back with another."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from baraza.base.accounts.rules import Permission
from baraza.base.places.models import Area
from baraza.dialogue.conversations.models import AssignmentRule
from baraza.engagement.casework.models import Responsibility
from baraza.flows import redrawn
from baraza.web.desk.access import staff_only
from baraza.web.desk.seals import sealed, unsealed
from baraza.web.desk.setup.forms import language_name

PURPOSE = "redrawn"


@staff_only("POST", needs=Permission.MANAGE_SETUP)
def follow(request: HttpRequest) -> HttpResponse:
    """Who is responsible for the areas of before is so for those of now."""
    done = redrawn.follow(by=request.user, now=timezone.now())
    mark = sealed(asdict(done), purpose=PURPOSE)
    return redirect(f"{reverse('desk:places')}?followed={mark}")


@staff_only("POST", needs=Permission.MANAGE_SETUP)
def unfollow(request: HttpRequest) -> HttpResponse:
    """As it was before that click."""
    if done := just_followed(request.POST.get("followed", "")):
        redrawn.unfollow(followed=done, by=request.user)
    return redirect("desk:places")


@dataclass(frozen=True, slots=True)
class Shown:
    """What did not follow, as it is told."""

    row: Responsibility | AssignmentRule
    missing: list[Area]
    is_rule: bool
    speaks: str


def not_followed(*, day: date, area: Area | None = None) -> list[Shown]:
    """What stands for areas of before and not yet for those of now; of `area` where it is given."""
    return [
        Shown(
            row=one.row,
            missing=one.missing,
            is_rule=one.is_rule,
            speaks=language_name(one.row.language) if one.is_rule and one.row.language else "",
        )
        for one in redrawn.left_behind(day=day)
        if area is None or area == one.row.area or area in one.missing
    ]


def just_followed(mark: str) -> redrawn.Followed | None:
    """What one click said anew; None for a mark that is none of ours."""
    try:
        return redrawn.Followed(**unsealed(mark, purpose=PURPOSE))
    except signing.BadSignature:
        return None
