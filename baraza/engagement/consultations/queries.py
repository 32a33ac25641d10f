"""Bills, votes and committees, as screens and pages list them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from django.db.models import Prefetch, QuerySet
from django.db.models.functions import ExtractYear

from baraza.engagement.consultations.models import (
    Bill,
    Committee,
    Membership,
    Vote,
)
from baraza.engagement.consultations.models.bills import ENDED

# A bill that nobody wrote anything about for so long may have moved on unseen.
LONG = timedelta(days=120)


def bills(*, public_only: bool) -> QuerySet[Bill]:
    """Those in use, what moved last first, with their topics; one query."""
    rows = Bill.objects.on_site() if public_only else Bill.objects.in_use()
    return rows.select_related("topic")


def bill_with_all(*, slug: str) -> Bill:
    """One that is on the website, with its steps and votes; three queries. Raises DoesNotExist."""
    votes = Prefetch("votes", queryset=Vote.objects.on_site())
    return (Bill.objects.on_site().select_related("topic").prefetch_related("steps", votes)).get(
        slug=slug
    )


def votes(
    *, public_only: bool, topic_id: int | None = None, year: int | None = None
) -> QuerySet[Vote]:
    """Those in use, newest first, with topic and bill; one query."""
    rows = Vote.objects.on_site() if public_only else Vote.objects.in_use()
    if topic_id is not None:
        rows = rows.filter(topic=topic_id)
    if year is not None:
        rows = rows.filter(held_date__year=year)
    return rows.select_related("topic", "bill")


def years_of_votes() -> list[int]:
    """The years of which votes are on the website, newest first; one query."""
    years = Vote.objects.on_site().order_by().annotate(year=ExtractYear("held_date"))
    return sorted(set(years.values_list("year", flat=True)), reverse=True)


def committees(*, public_only: bool) -> QuerySet[Committee]:
    """Those in use with the member's roles, newest first; two queries."""
    rows = Committee.objects.on_site() if public_only else Committee.objects.in_use()
    return rows.prefetch_related(Prefetch("memberships", queryset=Membership.objects.all()))


def still_there(*, memberships: Collection[Membership], day: date) -> bool:
    """Whether the member sits there that day, as far as is known."""
    return any(
        (one.began_date is None or one.began_date <= day)
        and (one.ended_date is None or one.ended_date >= day)
        for one in memberships
    )


def silent_bills(*, day: date) -> QuerySet[Bill]:
    """On the website, not over, and nothing said about them for long."""
    rows = Bill.objects.on_site().exclude(stage__in=ENDED)
    return rows.filter(changed_at__date__lt=day - LONG)


def unexplained_votes() -> QuerySet[Vote]:
    """Where the member voted and no reason is given, newest first."""
    return Vote.objects.on_site().exclude(option="").filter(explanation="")
