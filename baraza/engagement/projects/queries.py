"""Projects, as screens and pages list them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from django.db.models import DecimalField, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from baraza.base.places.queries import areas_within
from baraza.engagement.projects.models import Payment, Project, Status

ENDED = frozenset({Status.DONE, Status.CANCELLED})
# Of what is being built, something can be said at least twice a year.
LONG = timedelta(days=180)


def projects(
    *,
    public_only: bool,
    area_id: int | None = None,
    status: str = "",
    topic_id: int | None = None,
) -> QuerySet[Project]:
    """Those in use with place, body and topic; of an area, all that lie in it. One query, two for
    an area."""
    rows = Project.objects.on_site() if public_only else Project.objects.in_use()
    if area_id is not None:
        within = areas_within(areas=[area_id]).values_list("pk", flat=True)
        rows = rows.filter(area__in=list(within))
    if status:
        rows = rows.filter(status=status)
    if topic_id is not None:
        rows = rows.filter(topic=topic_id)
    return rows.select_related("area", "body", "topic")


def with_spent(*, rows: QuerySet[Project]) -> QuerySet[Project]:
    """Each with `spent`: what was paid so far, nothing where nobody noted any."""
    paid = Payment.objects.filter(project=OuterRef("pk")).order_by().values("project")
    money = DecimalField(max_digits=18, decimal_places=2)
    spent = Subquery(paid.annotate(total=Sum("amount")).values("total"), output_field=money)
    return rows.annotate(spent=Coalesce(spent, Value(Decimal(0), output_field=money)))


def project_with_all(*, slug: str) -> Project:
    """One that is on the website, with its steps and payments; three queries.

    Raises DoesNotExist.
    """
    rows = with_spent(rows=projects(public_only=True))
    return rows.prefetch_related("steps", "payments").get(slug=slug)


def silent_projects(*, day: date) -> QuerySet[Project]:
    """On the website, not over, and nothing said about them for long, or past their day."""
    rows = Project.objects.on_site().exclude(status__in=ENDED)
    return rows.filter(Q(changed_at__date__lt=day - LONG) | Q(due_date__lt=day)).order_by(
        "changed_at"
    )
