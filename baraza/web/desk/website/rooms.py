"""What belongs to the website, one row each on its first page of the desk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from baraza.base.accounts.rules import Permission
from baraza.base.office.queries.crisis import current_crisis
from baraza.engagement.civics.models import QuizQuestion
from baraza.engagement.civics.queries import unreviewed
from baraza.engagement.consultations.queries import unexplained_votes
from baraza.engagement.outreach.models import Notice, Repost, RepostState


@dataclass(frozen=True, slots=True)
class Room:
    """A row: where it leads, and in `waits` what it has for staff to do (empty: nothing)."""

    label: str | Promise
    about: str | Promise
    icon: str
    first_page: str
    needs: Permission = Permission.DRAFT
    waits: Callable[[], str] | None = None


def _in_force() -> str:
    count = Notice.objects.in_force(timezone.now()).count()
    return (
        ngettext("%d on the website now", "%d on the website now", count) % count if count else ""
    )


def _offered() -> str:
    count = Repost.objects.filter(state=RepostState.OFFERED).count()
    return ngettext("%d to decide", "%d to decide", count) % count if count else ""


def _unread() -> str:
    count = unreviewed().values("key").distinct().count()
    return ngettext("%d to read", "%d to read", count) % count if count else ""


def _unread_questions() -> str:
    count = QuizQuestion.objects.in_use().filter(is_public=False).count()
    return ngettext("%d to read", "%d to read", count) % count if count else ""


def _unexplained() -> str:
    count = unexplained_votes().count()
    return ngettext("%d without a reason", "%d without a reason", count) % count if count else ""


def _in_crisis() -> str:
    return gettext("on every page now") if current_crisis(now=timezone.now()) else ""


ROOMS: list[Room] = [
    Room(
        _("Pages"),
        _("What the office writes about itself and its work, page by page."),
        "edit",
        "wagtailadmin_explore_root",
    ),
    Room(
        _("News and statements"),
        _("What happened, and what the office thinks of it."),
        "letter",
        "wagtailsnippets_outreach_publication:list",
    ),
    Room(
        _("Press releases"),
        _("For journalists, with an embargo where there is one."),
        "send",
        "wagtailsnippets_press_release:list",
    ),
    Room(
        _("Positions"),
        _("Where our member stands, why, and what those say who see it differently."),
        "topic",
        "wagtailsnippets_agenda_position:list",
    ),
    Room(
        _("Pictures"),
        _("All pictures of the website, each with words for those who cannot see it."),
        "original",
        "wagtailimages:index",
    ),
    Room(
        _("Files"),
        _("What people can download: leaflets, forms, reports."),
        "download",
        "wagtaildocs:index",
    ),
    Room(
        _("Languages"),
        _("What is translated, what is missing, what is older than its original."),
        "people",
        "desk:translations",
    ),
    Room(
        _("The agenda"),
        _("What we want to reach this term, what was promised, and what changed."),
        "topic",
        "desk:agenda",
    ),
    Room(
        _("Parliament"),
        _("Votes with their reasons, bills in plain words, committees."),
        "consultations",
        "desk:votes",
        waits=_unexplained,
    ),
    Room(
        _("Projects"),
        _("What is built here, with whose money, and how far it is."),
        "place",
        "desk:projects",
    ),
    Room(
        _("Social networks"),
        _("Which accounts are really ours, who runs each, and who only pretends."),
        "people",
        "desk:networks",
    ),
    Room(
        _("Offices and hours"),
        _("Where people find you and when: on the website, on the flyer, in their calendars."),
        "waiting",
        "desk:offices",
        needs=Permission.MANAGE_SETUP,
    ),
    Room(
        _("Crisis"),
        _("One switch that says the same on every page, until it ends by itself."),
        "alert",
        "desk:crisis",
        needs=Permission.PUBLISH,
        waits=_in_crisis,
    ),
    Room(
        _("You said, we did"),
        _("What came of what many said, on the website and in a letter to them."),
        "send",
        "desk:outcomes",
    ),
    Room(
        _("Press"),
        _("Whom we send releases to, on time and only once, and who wrote what."),
        "send",
        "desk:press",
    ),
    Room(
        _("Urgent notices"),
        _("A water cut, a road closed: at the top of the website, for those it concerns."),
        "alert",
        "desk:notices",
        waits=_in_force,
    ),
    Room(
        _("Passed on"),
        _("News of others whom the office trusts, with their name."),
        "reply",
        "desk:reposts",
        waits=_offered,
    ),
    Room(
        _("Changes and corrections"),
        _("What was said wrong, and what it says now, for everybody to see."),
        "edit",
        "desk:corrections",
    ),
    Room(
        _("Pages that come with it"),
        _("How parliament works, for schools, for children: read them, and they are yours."),
        "consultations",
        "desk:came-pages",
        waits=_unread,
    ),
    Room(
        _("Quiz"),
        _("What people can try to answer about parliament, and why it is so."),
        "topic",
        "desk:quiz",
        waits=_unread_questions,
    ),
    Room(
        _("What is read"),
        _("Which pages how often, in which languages; of who reads, nothing is kept."),
        "insight",
        "desk:visits",
    ),
]
