"""What the search, the feeds and the sitemap find of these pages, and what of them is old."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from baraza.base.agenda.models import PriorityChange
from baraza.base.agenda.queries import public_agenda
from baraza.engagement.consultations import queries as parliament
from baraza.engagement.consultations.models import Bill, BillStep, Vote
from baraza.engagement.outreach.models import SocialAccount
from baraza.engagement.projects import queries as projects
from baraza.engagement.projects.models import Project, ProjectStep
from baraza.web.site.parts import Entry, Found, Listed

MOST_ENTRIES = 50


def find_priorities(language: str) -> Iterator[Found]:
    """What the office works on, with what was promised."""
    address = reverse("agenda")
    for one in public_agenda():
        promised = [pledge.said("words", language) for pledge in one.pledges.all()]
        yield Found(
            title=one.said("name", language),
            address=f"{address}#priority-{one.pk}",
            text=" ".join([one.said("why", language), *promised]),
            names=tuple(topic.said("name", language) for topic in one.topics.all()),
        )


def find_bills(language: str) -> Iterator[Found]:
    """Bills, by title and number."""
    for bill in parliament.bills(public_only=True):
        yield Found(
            title=bill.said("title", language),
            address=reverse("bill", args=[bill.slug]),
            text=f"{bill.said('summary', language)} {bill.said('view', language)}",
            date=bill.stage_date,
            names=tuple(
                filter(None, [bill.number, bill.topic and bill.topic.said("name", language)])
            ),
        )


def find_votes(language: str) -> Iterator[Found]:
    """Votes with a reason given, or without a bill that leads to them; the newest thousand."""
    address = reverse("votes")
    for vote in parliament.votes(public_only=True)[:1_000]:
        year = vote.held_date.year
        yield Found(
            title=vote.said("title", language),
            address=f"{address}?year={year}#vote-{vote.pk}",
            text=vote.said("explanation", language),
            date=vote.held_date,
        )


def find_committees(language: str) -> Iterator[Found]:
    """Where the member sits."""
    address = reverse("committees")
    for one in parliament.committees(public_only=True):
        yield Found(
            title=one.said("name", language), address=address, text=one.said("what_for", language)
        )


def find_projects(language: str) -> Iterator[Found]:
    """Projects, by name, place and body."""
    for one in projects.projects(public_only=True):
        known = [one.area and one.area.name, one.body and one.body.name, one.external_id]
        yield Found(
            title=one.said("name", language),
            address=reverse("project", args=[one.slug]),
            text=one.said("what", language),
            date=one.status_date,
            names=tuple(filter(None, known)),
        )


def find_accounts(language: str) -> Iterator[Found]:
    """The genuine accounts on social networks."""
    address = reverse("networks")
    for one in SocialAccount.objects.on_site():
        yield Found(title=str(one), address=address, text=one.said("run_by", language))


def agenda_entries(language: str) -> Iterator[Entry]:
    """What changed on the agenda."""
    address = reverse("agenda")
    rows = PriorityChange.objects.filter(
        priority__is_public=True, priority__retired_at__isnull=True
    ).select_related("priority")
    for change in rows[:MOST_ENTRIES]:
        yield Entry(
            title=change.priority.said("name", language),
            address=f"{address}#priority-{change.priority_id}",
            updated_at=change.made_at,
            summary=change.said("words", language) or str(change.get_stage_display()),
        )


def bill_entries(language: str) -> Iterator[Entry]:
    """The steps bills took."""
    rows = BillStep.objects.filter(
        bill__is_public=True, bill__retired_at__isnull=True, happened_date__isnull=False
    ).select_related("bill")
    with override(language):
        for step in rows.order_by("-happened_date", "-pk")[:MOST_ENTRIES]:
            stage = str(step.get_stage_display())
            yield Entry(
                title=f"{step.bill.said('title', language)}: {stage}",
                address=f"{reverse('bill', args=[step.bill.slug])}#step-{step.pk}",
                updated_at=_noon(step.happened_date),
                summary=step.said("note", language) or step.bill.said("summary", language),
            )


def vote_entries(language: str) -> Iterator[Entry]:
    """How the member voted."""
    address = reverse("votes")
    with override(language):
        for vote in Vote.objects.on_site()[:MOST_ENTRIES]:
            voted = str(vote.get_option_display())
            yield Entry(
                title=vote.said("title", language),
                address=f"{address}?year={vote.held_date.year}#vote-{vote.pk}",
                updated_at=_noon(vote.held_date),
                summary=" ".join(
                    filter(
                        None,
                        [
                            _("Our member voted: %(voted)s.") % {"voted": voted} if voted else "",
                            vote.said("explanation", language),
                        ],
                    )
                ),
            )


def project_entries(language: str) -> Iterator[Entry]:
    """How far projects came."""
    rows = ProjectStep.objects.filter(
        project__is_public=True, project__retired_at__isnull=True
    ).select_related("project")
    with override(language):
        for step in rows.order_by("-happened_date", "-pk")[:MOST_ENTRIES]:
            status = str(step.get_status_display())
            yield Entry(
                title=f"{step.project.said('name', language)}: {status}",
                address=f"{reverse('project', args=[step.project.slug])}#step-{step.pk}",
                updated_at=_noon(step.happened_date),
                summary=step.said("note", language) or step.project.said("what", language),
            )


def pages_of_bills() -> Iterator[Listed]:
    """Each bill by itself."""
    for slug, changed_at in Bill.objects.on_site().order_by("pk").values_list("slug", "changed_at"):
        yield Listed(reverse("bill", args=[slug]), changed_at)


def pages_of_projects() -> Iterator[Listed]:
    """Each project by itself."""
    rows = Project.objects.on_site().order_by("pk").values_list("slug", "changed_at")
    for slug, changed_at in rows:
        yield Listed(reverse("project", args=[slug]), changed_at)


def _noon(day: date) -> datetime:
    """Feeds want a moment; a day has none."""
    return datetime.combine(day, time(12), tzinfo=timezone.get_current_timezone() or UTC)
