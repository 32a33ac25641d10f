"""What colleagues are told, on the desk."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from baraza.base.accounts.actions import notifications as acts
from baraza.base.accounts.models import Notification, NotificationKind, User
from baraza.base.accounts.queries import notifications
from baraza.dialogue.conversations.models import Conversation
from baraza.engagement.casework.models import Case
from baraza.web.desk.access import staff_only

CONVERSATION = "conversations.conversation"
CASE = "casework.case"
JUST_READ = "just_read"
Kind = NotificationKind


@dataclass(frozen=True, slots=True)
class Told:
    """A notification in words, with where it leads."""

    row: Notification
    words: str
    subject: str
    # A letter or case they may still see.
    url: str
    # About several things, or something else: it is known once it is opened.
    leads: bool


@staff_only("GET")
def news(request: HttpRequest) -> HttpResponse:
    """What is new for you?"""
    rows = notifications(user=request.user)
    only = request.GET.get("new", "")
    if only in Kind.values:
        rows = [row for row in rows if row.kind == only and row.read_at is None]
    subjects = {
        CONVERSATION: _names(Conversation, "subject", CONVERSATION, rows, request.user),
        CASE: _names(Case, "title", CASE, rows, request.user),
    }
    context = {
        "question": _("What is new for you?"),
        "told": [_told(row, subjects) for row in rows],
        "has_unread": any(row.read_at is None for row in rows),
        "just_read": len(request.session.get(JUST_READ, [])),
    }
    return render(request, "desk/today/news.html", context)


@staff_only("POST")
def read(request: HttpRequest) -> HttpResponse:
    """All of them are known; a press brings them back."""
    changed = acts.mark_read(user=request.user, now=timezone.now())
    if changed:
        request.session[JUST_READ] = changed
    return redirect("desk:news")


@staff_only("POST")
def open_news(request: HttpRequest, news_id: int) -> HttpResponse:
    """One is known, and leads to what it is about."""
    row = request.user.notifications.get(pk=news_id)
    acts.mark_read(user=request.user, ids=[row.pk], now=timezone.now())
    return redirect(_way_of(row))


@staff_only("POST")
def unread(request: HttpRequest) -> HttpResponse:
    """What was marked as read a moment ago is new again."""
    acts.mark_unread(user=request.user, ids=request.session.pop(JUST_READ, []))
    return redirect("desk:news")


def _names(
    model: type[Conversation | Case], field: str, about: str, rows: list[Notification], user: User
) -> dict[int, str]:
    """Of those they may see; no query where none are meant."""
    ids = [row.about_id for row in rows if row.about == about]
    found = model.objects.visible_to(user).filter(pk__in=ids) if ids else model.objects.none()
    return dict(found.values_list("pk", field))


def _told(row: Notification, subjects: dict[str, dict[int, str]]) -> Told:
    known = subjects.get(row.about, {})
    is_seen = row.about_id in known
    return Told(
        row=row,
        words=_words(row),
        subject=known[row.about_id] or _("No subject") if is_seen else "",
        # What may no longer be seen leads nowhere.
        url=_way_of(row) if is_seen else "",
        leads=row.about not in subjects,
    )


def _way_of(row: Notification) -> str:
    if row.about == CONVERSATION:
        return reverse("desk:letter", args=[row.about_id]) + "?state=all"
    if row.about == CASE:
        return reverse("desk:case", args=[row.about_id])
    if row.kind == Kind.CASE:
        return reverse("desk:cases") + "?mine=1"
    if row.kind == Kind.CASES_DUE:
        return reverse("desk:cases-due") + "?mine=1"
    if row.kind == Kind.ASSIGNED:
        return reverse("desk:inbox") + "?mine=1"
    return reverse("desk:circles" if row.kind == Kind.GLASS_BROKEN else "desk:today")


def _words(row: Notification) -> str:
    name = {"name": row.by.name if row.by else "", "count": row.count}
    if row.kind == Kind.ASSIGNED and row.count > 1:
        return (
            ngettext(
                "%(count)d letter is yours to answer.",
                "%(count)d letters are yours to answer.",
                row.count,
            )
            % name
        )
    if row.kind == Kind.CASE and row.count > 1:
        return ngettext("%(count)d case is yours.", "%(count)d cases are yours.", row.count) % name
    if row.kind == Kind.DUE:
        return (
            ngettext(
                "%(count)d letter of yours is due today or late.",
                "%(count)d letters of yours are due today or late.",
                row.count,
            )
            % name
        )
    if row.kind == Kind.CASES_DUE:
        return (
            ngettext(
                "%(count)d person or agency is to hear from you today.",
                "%(count)d people and agencies are to hear from you today.",
                row.count,
            )
            % name
        )
    by_somebody = {
        Kind.ASSIGNED: _("%(name)s gave you a letter."),
        Kind.CASE: _("%(name)s gave you a case."),
        Kind.MENTIONED: _("%(name)s mentions you in a note."),
        Kind.APPROVAL_ASKED: _("%(name)s asks whether this may leave."),
        Kind.APPROVAL_DECIDED: _("%(name)s has read your text."),
        Kind.GLASS_BROKEN: _("%(name)s looked inside a circle of yours."),
    }
    if row.by and row.kind in by_somebody:
        return by_somebody[Kind(row.kind)] % name
    return {
        Kind.ASSIGNED: _("A letter is yours to answer."),
        Kind.CASE: _("A case is yours to work on."),
        Kind.AGENCY: _("An agency wrote about a case of yours."),
        Kind.MENTIONED: _("You are mentioned in a note."),
        Kind.APPROVAL_ASKED: _("A text waits for your approval."),
        Kind.APPROVAL_DECIDED: _("Your text was read."),
        Kind.DELIVERY_FAILED: _("Your answer could not be delivered."),
        Kind.GLASS_BROKEN: _("Somebody looked inside a circle of yours."),
    }[Kind(row.kind)]
