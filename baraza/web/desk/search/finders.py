"""What the search looks through. Whatever is found elsewhere later adds a `Finder` of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from baraza.base.accounts.models import User
from baraza.base.accounts.rules import Permission, permissions_of
from baraza.base.office.queries import profile
from baraza.base.people.models import Organisation
from baraza.base.people.search import people_called
from baraza.base.places.queries import areas_called
from baraza.dialogue.conversations.queries.finding import (
    FoundLetter,
    find_letters,
    letters_between,
)
from baraza.dialogue.inputs.excerpts import Piece, marked_words
from baraza.dialogue.inputs.sought import Sought
from baraza.engagement.casework.queries.finding import find_cases
from baraza.web.desk.search.dates import read_days

LETTERS_SHOWN = 8
OTHERS_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Result:
    """A line of the results, leading somewhere."""

    url: str
    title: list[Piece]
    # Beside the title in small: who wrote it, another name.
    aside: list[Piece] = field(default_factory=list)
    excerpt: list[Piece] = field(default_factory=list)
    happened_at: datetime | None = None
    # What kind it is, where its group does not say so.
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Results of one kind, and where there are more."""

    label: str
    icon: str
    results: list[Result]
    more_url: str = ""
    more_label: str = ""


@dataclass(frozen=True, slots=True)
class Finder:
    """Looks for one kind of thing, for whoever may see that kind; None where nothing is found.

    What it returns is only what the person may see.
    """

    label: str | Promise
    needs: Permission
    find: Callable[[User, Sought], Group | None]


def find_everything(*, user: User, words: str) -> list[Group]:
    """What was found, kind by kind, the empty ones left out."""
    if not words.strip():
        return []
    sought = Sought(words)
    allowed = permissions_of(user)
    groups = (finder.find(user, sought) for finder in FINDERS if finder.needs in allowed)
    return [group for group in groups if group is not None]


def _days(user: User, sought: Sought) -> Group | None:
    words = sought.words
    if not any(map(str.isdecimal, words)):
        return None  # no day or year
    languages = [get_language() or "en", *profile().languages, "en"]
    days = read_days(words, languages=languages, today=timezone.localdate())
    if days is None:
        return None
    first, last = days
    found = letters_between(user=user, first=first, last=last, limit=OTHERS_SHOWN)
    said = date_format(first, "DATE_FORMAT" if first == last else "YEAR_MONTH_FORMAT")
    query = urlencode({"state": "all", "from": first.isoformat(), "until": last.isoformat()})
    return Group(
        label=_("What came in: %(day)s") % {"day": said},
        icon="today",
        results=[_letter(one) for one in found],
        more_url=f"{reverse('desk:inbox')}?{query}",
        more_label=_("All letters of these days"),
    )


def _cases(user: User, sought: Sought) -> Group | None:
    """By code, by name and by what was told; open ones and closed ones."""
    words = sought.words
    found = find_cases(user=user, sought=sought, limit=OTHERS_SHOWN + 1)
    if not found:
        return None
    query = urlencode({"state": "all", "search": words})
    return Group(
        label=_("Cases"),
        icon="cases",
        results=[
            Result(
                url=reverse("desk:case", args=[case.pk]),
                title=marked_words(text=case.title, words=words),
                aside=marked_words(
                    text=case.person.name if case.person else _("Somebody"), words=words
                ),
                excerpt=marked_words(text=f"{case.kind} · {case.code}", words=words),
                happened_at=case.touched_at,
                mark=str(case.get_state_display()),
            )
            for case in found[:OTHERS_SHOWN]
        ],
        more_url=f"{reverse('desk:cases')}?{query}" if len(found) > OTHERS_SHOWN else "",
        more_label=_("All cases with these words"),
    )


def _people(user: User, sought: Sought) -> Group | None:
    words = sought.words
    found = people_called(words=words, some=sought.people, limit=OTHERS_SHOWN + 1)
    if not found:
        return None
    return Group(
        label=_("People"),
        icon="people",
        results=[
            Result(
                url=reverse("desk:person", args=[person.pk]),
                title=marked_words(text=person.name or _("Somebody"), words=words),
                aside=marked_words(text=" · ".join(person.other_names), words=words),
                excerpt=marked_words(
                    text=" · ".join(point.value for point in person.contact_points.all()),
                    words=words,
                ),
            )
            for person in found[:OTHERS_SHOWN]
        ],
        more_url=_more("desk:people", words) if len(found) > OTHERS_SHOWN else "",
        more_label=_("All people found"),
    )


def _organisations(user: User, sought: Sought) -> Group | None:
    words = sought.words
    if not sought.organisations:
        return None
    shown = sought.organisations[:OTHERS_SHOWN]
    return Group(
        label=_("Organisations"),
        icon="people",
        results=[
            Result(
                url=reverse("desk:organisation", args=[organisation.pk]),
                title=marked_words(text=organisation.name, words=words),
                aside=[Piece(str(organisation.get_kind_display()))],
            )
            for organisation in Organisation.objects.filter(pk__in=shown).order_by("sort_key", "pk")
        ],
        more_url=_more("desk:organisations", words) if sought.organisations != shown else "",
        more_label=_("All organisations found"),
    )


def _places(user: User, sought: Sought) -> Group | None:
    words = sought.words
    found = areas_called(words=words, day=timezone.localdate(), limit=OTHERS_SHOWN)
    if not found:
        return None
    return Group(
        label=_("Places"),
        icon="place",
        results=[
            Result(
                url=reverse("desk:area", args=[area.pk]),
                title=marked_words(text=area.name, words=words),
                aside=[Piece(str(area.get_kind_display()))],
            )
            for area in found
        ],
    )


def _letters(user: User, sought: Sought) -> Group | None:
    words = sought.words
    found = find_letters(user=user, sought=sought, limit=LETTERS_SHOWN + 1)
    if not found:
        return None
    query = urlencode({"state": "all", "search": words})
    return Group(
        label=_("Letters"),
        icon="inbox",
        results=[_letter(one) for one in found[:LETTERS_SHOWN]],
        more_url=f"{reverse('desk:inbox')}?{query}" if len(found) > LETTERS_SHOWN else "",
        more_label=_("All letters with these words"),
    )


def _letter(found: FoundLetter) -> Result:
    mark = _("Note among colleagues") if found.is_note else _("Our answer") if found.is_ours else ""
    return Result(
        url=f"{reverse('desk:letter', args=[found.conversation_id])}?state=all",
        title=found.subject or [Piece(_("No subject"))],
        aside=[Piece(found.person or found.author or _("Somebody"))],
        excerpt=found.excerpt,
        happened_at=found.happened_at,
        mark=mark,
    )


def _more(name: str, words: str) -> str:
    return f"{reverse(name)}?{urlencode({'search': words})}"


# In the order they are shown: what is meant exactly comes first.
FINDERS: list[Finder] = [
    Finder(gettext_lazy("Days"), Permission.READ_LETTERS, _days),
    Finder(gettext_lazy("Cases"), Permission.READ_LETTERS, _cases),
    Finder(gettext_lazy("People"), Permission.READ_LETTERS, _people),
    Finder(gettext_lazy("Organisations"), Permission.READ_LETTERS, _organisations),
    Finder(gettext_lazy("Places"), Permission.SEE_FIGURES, _places),
    Finder(gettext_lazy("Letters"), Permission.READ_LETTERS, _letters),
]
