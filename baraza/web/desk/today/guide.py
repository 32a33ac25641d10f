"""The set-up guide, for as long as the website waits for it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise

from baraza.base.accounts.models import User
from baraza.base.accounts.rules import Permission, may
from baraza.base.office.queries import profile
from baraza.flows.guide import Step, next_step, steps
from baraza.web.desk.setup.views.guide import SAID


@dataclass(frozen=True, slots=True)
class FirstSteps:
    """How far it is, and what comes next."""

    done: int
    all: int
    next: Step | None
    label: str | Promise


def first_steps(*, user: User) -> FirstSteps | None:
    """For whoever may set up, until the website is published or the guide put away. One query
    where it is not shown."""
    if not may(user, Permission.MANAGE_SETUP):
        return None
    own = profile()
    if own.site_published_at is not None or own.guide_put_away_at is not None:
        return None
    done = steps()
    upcoming = next_step(done=done)
    return FirstSteps(
        done=sum(done.values()),
        all=len(done),
        next=upcoming,
        label=SAID[upcoming].label if upcoming else "",
    )
