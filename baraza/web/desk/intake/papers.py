"""The form of a kind of case as it is printed, in the language of the paper."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from baraza.base.office.models import Profile
from baraza.base.office.queries import profile
from baraza.base.people.models import ContactKind, Person
from baraza.common import paper
from baraza.common.paper.layouts import AskedOnPaper
from baraza.common.paper.layouts import Lesson as LessonOnPaper
from baraza.engagement.casework.models import CaseField, CaseKind, FieldType, Intake, Lesson
from baraza.engagement.casework.queries.patterns import lessons_for
from baraza.web.desk.entry.papers import head_of


def pdf_of(printed: Sequence[Intake], request: HttpRequest, *, is_large: bool = False) -> bytes:
    """Forms of one kind and one language, as one file."""
    first = printed[0]
    office = profile()
    with translation.override(first.language):
        data = {
            "head": head_of(office),
            "words": _words(first.kind, office, first.language),
            "lessons": [_learnt(one) for one in lessons_for(kind=first.kind)],
            "asked": [_asked(one, first.language) for one in _fields(first.kind)],
            "forms": [
                {"code": _code(one, request), "known": _known(one.person)} for one in printed
            ],
        }
    return paper.render("case_form", data, first.language, large_print=is_large)


def _fields(kind: CaseKind | None) -> list[CaseField]:
    return list(kind.fields.in_use()) if kind else []


def _asked(field: CaseField, language: str) -> AskedOnPaper:
    choices = [label for _value, label in field.choices_in(language)]
    if field.type == FieldType.YES_NO:
        choices = [_("Yes"), _("No")]
    return {
        "label": field.said("label", language),
        "help": field.said("help", language),
        "choices": choices,
        "line_count": 3 if field.type == FieldType.TEXT else 1,
    }


def _learnt(lesson: Lesson) -> LessonOnPaper:
    question, _newline, answer = lesson.text.strip().partition("\n")
    return {"question": question, "answer": answer.strip()}


def _code(intake: Intake, request: HttpRequest) -> paper.Code:
    address = request.build_absolute_uri(reverse("desk:case-form", args=[intake.code]))
    return paper.code_for(intake.code, address)


def _known(person: Person | None) -> dict[str, str]:
    if person is None:
        return {}
    points = {point.kind: point.value for point in person.contact_points.all()}
    return {
        "name": person.name,
        "phone": points.get(ContactKind.PHONE, ""),
        "email": points.get(ContactKind.EMAIL, ""),
        "address": ", ".join(person.address.split("\n")),
        "year": str(person.birth_year or ""),
    }


def _words(kind: CaseKind | None, office: Profile, language: str) -> dict[str, str]:
    address = ", ".join(line.strip() for line in office.postal_address.splitlines() if line.strip())
    foot = _("We use what you write to help you, and for nothing else. We ask nobody without you.")
    return {
        "title": kind.said("name", language) if kind else _("How can we help?"),
        "lead": kind.said("help", language) if kind else "",
        "name": _("Your name"),
        "year": _("Born in"),
        "phone": _("Telephone"),
        "address": _("Where you live"),
        "email": _("E-mail"),
        "other": _("I write for somebody else. Their name, and what you are to them:"),
        "story": _("What happened?"),
        "tried": _("What have you tried already? Whom did you ask, when, what did they say?"),
        "wanted": _("What would help you?"),
        "urgent": _("Until when must something happen, and why?"),
        "learnt": _("Good to know"),
        "back": _("Copies of letters and papers help us. Keep the originals."),
        "foot": "\n".join(filter(None, [foot, ", ".join(filter(None, [office.name, address]))])),
    }
