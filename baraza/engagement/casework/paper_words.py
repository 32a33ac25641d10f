"""What a question, a letter, a note or an agenda item about a pattern says; it names nobody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from baraza.engagement.casework.models import PaperKind
from baraza.engagement.casework.queries.patterns import LEAST, Figures, Place

MOST_PLACES = 6


@dataclass(frozen=True, slots=True)
class Matter:
    """What a paper is about."""

    name: str
    account: str
    agency: str
    member: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class Drafted:
    """Words to begin with."""

    title: str
    text: str


def drafted(*, kind: PaperKind, matter: Matter, language: str) -> Drafted:
    """The whole text, in that language where the product speaks it."""
    with translation.override(language):
        title, parts = _PARTS[kind](matter)
        return Drafted(title, "\n\n".join(part for part in parts if part))


def _question(matter: Matter) -> tuple[str, Iterator[str]]:
    def parts() -> Iterator[str]:
        yield _("To ask the minister responsible for %(agency)s:") % {"agency": _agency(matter)}
        yield "\n".join(
            [
                "1. " + _("Is the government aware of the following: %(matter)s?") % _of(matter),
                "2. " + _("How many people in the country does it concern, by region?"),
                "3. " + _("What has been done about it so far, and with what result?"),
                "4. " + _("By which day will everyone concerned have received what they are owed?"),
                "5. " + _("What keeps it from happening again?"),
            ]
        )
        yield _("Why we ask")
        yield _grounds(matter)

    return _("Question: %(matter)s") % _of(matter), parts()


def _letter(matter: Matter) -> tuple[str, Iterator[str]]:
    def parts() -> Iterator[str]:
        yield _("Dear Sir or Madam,")
        yield _(
            "many people from our constituency come to us with the same trouble, and its cause"
            " seems to lie with %(agency)s: %(matter)s."
        ) % {**_of(matter), "agency": _agency(matter)}
        yield _grounds(matter)
        yield _("We ask you")
        yield "\n".join(
            [
                "– " + _("to tell us the cause,"),
                "– " + _("to settle the cases that wait, for which we send you a list separately,"),
                "– " + _("and to say by which day this will no longer happen."),
            ]
        )
        yield _("We would be glad to meet you about it. Please answer us within two weeks.")
        yield _("Yours faithfully,") + (f"\n{matter.member}" if matter.member else "")

    return _("%(matter)s: many people, one cause") % _of(matter), parts()


def _bill_note(matter: Matter) -> tuple[str, Iterator[str]]:
    def parts() -> Iterator[str]:
        yield _("What happens")
        yield _grounds(matter)
        yield _("Why single cases do not settle it")
        yield _(
            "Each case can be mended by asking once more. The next one begins the same day, as"
            " nothing in the rules obliges %(agency)s to act in time or to say why not."
        ) % {"agency": _agency(matter)}
        yield _("What the law could say")
        yield "\n".join(
            [
                "– " + _("A day by which it must be decided, and what follows if it is not."),
                "– " + _("That nobody loses anything while the authority looks for its papers."),
                "– " + _("That the authority reports each year how many waited and how long."),
            ]
        )

    return _("Note for a bill: %(matter)s") % _of(matter), parts()


def _agenda_item(matter: Matter) -> tuple[str, Iterator[str]]:
    def parts() -> Iterator[str]:
        yield _("What it is about")
        yield _grounds(matter)
        yield _("What we want from the meeting")
        yield "\n".join(
            [
                "– "
                + _("The cause, in one sentence, from %(agency)s.") % {"agency": _agency(matter)},
                "– " + _("A day by which those who wait are served."),
                "– " + _("Somebody by name whom we may call."),
            ]
        )
        yield _("Who comes, and who speaks")

    return _("Agenda item: %(matter)s") % _of(matter), parts()


_PARTS = {
    PaperKind.QUESTION: _question,
    PaperKind.LETTER: _letter,
    PaperKind.BILL_NOTE: _bill_note,
    PaperKind.AGENDA_ITEM: _agenda_item,
}


def _grounds(matter: Matter) -> str:
    """The account, and the figures in sentences."""
    return " ".join([part for part in (matter.account, *_sentences(matter)) if part])


def _sentences(matter: Matter) -> Iterator[str]:
    figures = matter.figures
    if not figures.count:
        return
    yield ngettext(
        "Since %(month)s %(count)s person has come to this office with it.",
        "Since %(month)s %(count)s people have come to this office with it.",
        figures.count,
    ) % {"count": figures.count, "month": _month(figures.since) if figures.since else ""}
    if figures.open:
        yield ngettext(
            "%(count)s of them is still waiting.",
            "%(count)s of them are still waiting.",
            figures.open,
        ) % {"count": figures.open}
    if figures.usual_wait:
        yield _(
            "Half of them waited longer than %(usual)s days; the longest wait is %(most)s days."
        ) % {
            "usual": figures.usual_wait,
            "most": figures.longest_wait,
        }
    if places := _places(figures.places):
        yield _("They live in %(places)s.") % {"places": places}
    if figures.asked:
        yield _("We asked %(agency)s %(asked)s times and were answered %(answered)s times.") % {
            "agency": _agency(matter),
            "asked": figures.asked,
            "answered": figures.answered,
        }
    if figures.usual_answer:
        yield _("Half of the answers took longer than %(days)s days.") % {
            "days": figures.usual_answer
        }


def _places(places: tuple[Place, ...]) -> str:
    """A number stands only where it tells of nobody."""
    named = [
        f"{place.name} ({place.count})"
        if place.count is not None and place.count >= LEAST
        else place.name
        for place in places
    ]
    shown = named[:MOST_PLACES]
    if len(named) > MOST_PLACES:
        shown.append(_("other places"))
    return ", ".join(shown)


def _of(matter: Matter) -> dict[str, str]:
    return {"matter": matter.name.rstrip(".")}


def _agency(matter: Matter) -> str:
    return matter.agency or _("the authority in charge")


def _month(day: date) -> str:
    language = translation.get_language() or "en"
    try:
        locale = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        locale = Locale("en")
    return format_date(day, "LLLL y", locale=locale)
