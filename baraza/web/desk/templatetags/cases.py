"""What templates of cases say over and over: the two clocks, and what stands in the way."""

from __future__ import annotations

import datetime

from django import template
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baraza.base.accounts.models import User
from baraza.base.accounts.rules import Permission, may
from baraza.base.people.models import Person
from baraza.dialogue.conversations.queries import Thread
from baraza.engagement.casework.models import Case, CaseAnswer
from baraza.engagement.casework.queries.board import Row
from baraza.engagement.casework.queries.claiming import (
    Candidate,
    Sign,
    candidates_for,
    is_clear,
)
from baraza.engagement.casework.queries.file import case_of_letters, cases_of
from baraza.engagement.casework.queries.next_steps import NextStep
from baraza.web.desk.templatetags.inbox import coming_day

register = template.Library()


@register.filter
def within_file(request: HttpRequest) -> bool:
    """Whether a form is drawn inside the file of its case, and not on a page of its own, where
    choosing another way draws it anew, too.
    """
    shown = request.htmx.current_url_abs_path if request.htmx else None
    return shown is not None and shown.partition("?")[0] != request.path


ASKS: dict[str, str | Promise] = {
    NextStep.DECIDE: gettext_lazy("Decide how to go about it"),
    NextStep.AUTHORISE: gettext_lazy("Ask them whether we may ask others"),
    NextStep.ASK: gettext_lazy("Ask whoever is responsible"),
    NextStep.CHASE: gettext_lazy("Ask again"),
    NextStep.TELL: gettext_lazy("Tell them how it stands"),
    NextStep.WAIT: gettext_lazy("Wait for the answer"),
    NextStep.DO: gettext_lazy("Take the next step"),
    NextStep.CLOSE: gettext_lazy("Close it, or find another way"),
    NextStep.NOTHING: gettext_lazy("This case is closed"),
}


DOES: dict[str, str | Promise] = {
    NextStep.DECIDE: gettext_lazy("Decide"),
    NextStep.AUTHORISE: gettext_lazy("Ask them first"),
    NextStep.ASK: gettext_lazy("Ask"),
    NextStep.CHASE: gettext_lazy("Ask again"),
    NextStep.TELL: gettext_lazy("Tell them"),
    NextStep.DO: gettext_lazy("Next step"),
    NextStep.CLOSE: gettext_lazy("Close"),
}


@register.filter
def does(step: str) -> str:
    """The same in a word or two, for a button; nothing where nothing is to be done."""
    return str(DOES.get(step, ""))


@register.filter
def asks(step: str) -> str:
    """What comes next, as a colleague would say it."""
    return str(ASKS[NextStep(step)])


@register.filter
def tell_clock(case: Case) -> SafeString | str:
    """When the constituent hears from us next; nothing once the case is closed."""
    day = case.next_update_date
    if day is None or case.state == "closed":
        return ""
    return _clock(
        day,
        late=_("They wait since %(day)s"),
        today=_("Tell them today"),
        coming=_("Tell them by %(day)s"),
    )


@register.filter
def chase_clock(day: datetime.date | None) -> SafeString | str:
    """When the agency is to be reminded."""
    if not day:
        return ""
    return _clock(
        day,
        late=_("Agency late since %(day)s"),
        today=_("Ask the agency again today"),
        coming=_("Agency until %(day)s"),
    )


def clocks(row: Row) -> SafeString | str:
    """In a list: what ran out or runs out today, each; else only what runs out first, quietly."""
    today = timezone.localdate()
    case = row.case
    if case.state == "closed":
        return ""
    theirs, agency = case.next_update_date, row.chase_date
    first = min((day for day in (theirs, agency) if day), default=None)
    if first is not None and first <= today:
        due = [tell_clock(case)] if theirs and theirs <= today else []
        due += [chase_clock(agency)] if agency and agency <= today else []
        return format_html_join(" ", "{}", ((one,) for one in due))
    if first is None:
        return ""
    words = _("Tell them by %(day)s") if first == theirs else _("Agency until %(day)s")
    said = words % {"day": coming_day(first)}
    return format_html(
        '<span class="quiet" title="{}">{}</span>', date_format(first, "DATE_FORMAT"), said
    )


def _clock(day: datetime.date, *, late: str, today: str, coming: str) -> SafeString:
    ahead = (day - timezone.localdate()).days
    if ahead < 0:
        words, kind = late % {"day": date_format(day, "MONTH_DAY_FORMAT")}, "late"
    elif ahead == 0:
        words, kind = today, "late"
    else:
        words, kind = coming % {"day": coming_day(day)}, "plain"
    return format_html(
        '<span class="chip {}" title="{}">{}</span>', kind, date_format(day, "DATE_FORMAT"), words
    )


@register.filter
def said(answer: CaseAnswer) -> str:
    """What was answered, in the reader's words where it was chosen from several."""
    return answer.field.answer_in(answer.words)


@register.simple_tag
def case_of(conversation_id: int, user: User) -> Case | None:
    """The case these letters belong to, as far as the reader may see it; one query."""
    return case_of_letters(conversation_id=conversation_id, user=user)


@register.simple_tag
def cases_about(person: Person, user: User) -> list[Case]:
    """The newest cases of somebody that the reader may see; one query."""
    return cases_of(person_id=person.pk, user=user)


SIGNS: dict[str, str | Promise] = {
    Sign.CODE: gettext_lazy("quotes our code %(what)s"),
    Sign.REFERENCE: gettext_lazy("quotes their reference %(what)s"),
    Sign.NAME: gettext_lazy("names %(what)s"),
    Sign.ADDRESS: gettext_lazy("their address is known"),
    Sign.DOMAIN: gettext_lazy("the address ends as theirs does"),
}


@register.filter
def speaks_for(candidate: Candidate) -> SafeString:
    """Why a letter may answer an inquiry, in a few words."""
    inquiry = candidate.inquiry
    what = {
        Sign.CODE: inquiry.case.code,
        Sign.REFERENCE: inquiry.reference,
        Sign.NAME: inquiry.case.person.name if inquiry.case.person else "",
    }
    return format_html_join(
        " · ",
        SafeString("{}"),
        (
            (SafeString(escape(SIGNS[sign]) % {"what": format_html("<bdi>{}</bdi>", what[sign])}),)
            if sign in what
            else (SIGNS[sign],)
            for sign in candidate.signs
        ),
    )


@register.simple_tag
def may_answer_inquiries(thread: Thread, user: User) -> dict[str, object]:
    """What the letters before somebody may be the answer to; five queries where they wait for one
    who may say so, else none."""
    if not may(user, Permission.MANAGE_CASES):
        return {}
    found = candidates_for(conversation=thread.conversation, letters=thread.messages, user=user)
    return {"found": found, "clear": found[0] if is_clear(found) else None}
