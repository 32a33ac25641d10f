"""Sheets and forms as they are printed: their words, in the language of the paper."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from baraza.base.agenda.models import Topic
from baraza.base.office.models import Profile
from baraza.base.office.queries import profile
from baraza.base.people.models import ContactKind, Purpose
from baraza.base.people.queries import current_wordings
from baraza.common import paper
from baraza.dialogue.logbook.models import Sheet, SheetKind


def pdf_of(sheets: Sequence[Sheet], request: HttpRequest) -> bytes:
    """Sheets of one batch, which are of one kind, as one file."""
    first = sheets[0]
    office = profile()
    names = Topic.objects.in_bulk(first.topics)
    with translation.override(first.language):
        data = {
            "head": head_of(office),
            "topics": [names[pk].name for pk in first.topics if pk in names],
        }
        if first.kind == SheetKind.FORM:
            forms = [_code(sheet, request) | {"known": _known(sheet)} for sheet in sheets]
            data |= {"words": _form_words(office, news_words(first.language)), "forms": forms}
        else:
            data |= {
                "words": _sheet_words(news_words(first.language)),
                "line_count": first.line_count,
                "sheets": [_code(sheet, request) for sheet in sheets],
            }
    template = "form" if first.kind == SheetKind.FORM else "sheet"
    return paper.render(template, data, first.language, large_print=first.is_large_print)


def head_of(office: Profile) -> paper.Head:
    """Whose paper it is, as it stands at the top."""
    reached = " · ".join(filter(None, [office.phone, office.email]))
    address = ", ".join(line.strip() for line in office.postal_address.splitlines() if line.strip())
    lines = [line for line in (office.constituency, reached, address) if line]
    return {"office": office.name, "member": office.member_name, "lines": lines}


def _code(sheet: Sheet, request: HttpRequest) -> dict[str, paper.Code]:
    address = request.build_absolute_uri(reverse("desk:sheet", args=[sheet.code]))
    return {"code": paper.code_for(sheet.code, address)}


def news_words(language: str) -> str:
    """The words with which people are asked whether they want the newsletter; nobody is asked
    where the office has none in this language.
    """
    wording = current_wordings().get(Purpose.NEWSLETTER, {}).get(language)
    return wording.text if wording else ""


def _known(sheet: Sheet) -> dict[str, str]:
    if sheet.person is None:
        return {}
    points = {point.kind: point.value for point in sheet.person.contact_points.all()}
    return {
        "name": sheet.person.name,
        "phone": points.get(ContactKind.PHONE, ""),
        "email": points.get(ContactKind.EMAIL, ""),
        "address": ", ".join(sheet.person.address.split("\n")),
    }


def _sheet_words(news: str) -> dict[str, str]:
    foot = _("At the desk, this sheet is found by its code.")
    if news:
        foot = f"{foot} {_('Who ticks “Wants our news” agrees:')} {news}"
    return {
        "title": _("Calls and visits"),
        "day": _("Day"),
        "who_wrote": _("Who wrote this down"),
        "number": pgettext("number of a line", "No."),
        "time": _("Time"),
        "ways": _("call · visit"),
        "name": _("Name"),
        "reach": _("Telephone or e-mail"),
        "place": _("Where they live"),
        "topic": _("Topic"),
        "said": _("What they said, what they ask for"),
        "answer": _("Needs an answer"),
        "news": _("Wants our news") if news else "",
        "foot": foot,
    }


def _form_words(office: Profile, news: str) -> dict[str, str | list[str]]:
    address = ", ".join(line.strip() for line in office.postal_address.splitlines() if line.strip())
    foot = _("We use what you write to help you, and for nothing else.")
    return {
        "title": _("What would you like to tell us?"),
        "lead": _("Fill in what you like, and send or bring this page back. We read every one."),
        "name": _("Your name"),
        "phone": _("Telephone"),
        "address": _("Where you live"),
        "email": _("E-mail"),
        "topic": _("What is it about?"),
        "said": _("In your own words"),
        "choices": [_("I would like an answer."), *([news] if news else [])],
        "foot": "\n".join(filter(None, [foot, ", ".join(filter(None, [office.name, address]))])),
    }
