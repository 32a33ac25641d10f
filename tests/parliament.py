"""Bills, votes and projects for tests."""

from datetime import date, datetime
from typing import Any

from baraza.engagement.consultations.actions.keeping import (
    AboutBill,
    AboutVote,
    add_step,
    save_bill,
    save_vote,
)
from baraza.engagement.consultations.models import Bill, BillStage, Vote
from baraza.engagement.projects.actions import AboutProject, save_project
from baraza.engagement.projects.models import Project


def a_bill(title: str, *, now: datetime, stage: BillStage | None = None, **about: Any) -> Bill:
    """A bill, at a stage since today where that is given."""
    bill = save_bill(about=AboutBill(title=title, **about), by=None, now=now)
    if stage is not None:
        add_step(bill=bill, stage=stage, happened_date=now.date(), by=None, now=now)
    return bill


def a_vote(title: str, *, now: datetime, held_date: date | None = None, **about: Any) -> Vote:
    """A vote, held today unless said."""
    about = AboutVote(title=title, held_date=held_date or now.date(), **about)
    return save_vote(about=about, by=None, now=now)


def a_project(name: str, *, now: datetime, **about: Any) -> Project:
    """A project that is proposed."""
    return save_project(about=AboutProject(name=name, **about), by=None, now=now)
