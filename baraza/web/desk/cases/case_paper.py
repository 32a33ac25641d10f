"""A case as one PDF: for its constituent, or with everything for a court."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import Choices
from django.utils import timezone
from django.utils.translation import gettext as _

from baraza.base.channels.models import Channel
from baraza.base.office.queries import profile
from baraza.common import paper
from baraza.common.paper.layouts import CaseEntry, CaseSection
from baraza.dialogue.conversations.models import Direction
from baraza.engagement.casework.models import (
    Behalf,
    Case,
    CaseFile,
    CaseState,
    InquiryState,
    Outcome,
    Proof,
    Urgency,
    WayForward,
)
from baraza.web.desk.entry.papers import head_of

Record = dict[str, Any]


def pdf_of(*, case: Case, record: Record, language: str) -> bytes:
    """From `exchange.whole.whole_case`; in the language active now, which `language` names."""
    told = record["case"]
    is_complete = record["complete"]
    data: dict[str, object] = {
        "head": head_of(profile()),
        "title": told["title"] or case.code,
        "lead": _("Case %(code)s, as it stood on %(day)s")
        % {"code": case.code, "day": paper.long_date(_day(record["exported_at"]), language)},
        "facts": [[name, value] for name, value in _facts(told, is_complete, language) if value],
        "sections": [one for one in _sections(case, record, language) if one["entries"]],
        "foot": case.code
        if is_complete
        else _("%(code)s: without what colleagues noted among themselves") % {"code": case.code},
        "page_words": _("Page {0} of {1}"),
    }
    return paper.render("case", data, language)


def _facts(told: Record, is_complete: bool, language: str) -> Iterator[tuple[str, str]]:
    yield _("Kind"), told["kind"]
    yield _("Person"), _person(told["person"])
    yield (
        _("Asked by"),
        " · ".join(filter(None, [_person(told["asked_by"]), _label(Behalf, told["behalf"])])),
    )
    yield _("State"), _label(CaseState, told["state"])
    yield _("Opened on"), paper.long_date(_day(told["opened_at"]), language)
    if told["closed_at"]:
        yield _("Closed on"), paper.long_date(_day(told["closed_at"]), language)
        yield _("Outcome"), _label(Outcome, told["outcome"])
    yield _("Place"), told["place"]
    yield _("Authority"), told["authority"]
    if is_complete:
        yield (
            _("Urgency"),
            " · ".join(filter(None, [_label(Urgency, told["urgency"]), told["urgency_reason"]])),
        )
        yield _("Whose case it is"), told["worker"]


def _sections(case: Case, record: Record, language: str) -> Iterator[CaseSection]:
    told = record["case"]

    def note(at: datetime | date | None, *further: str) -> str:
        when = [_moment(at, language)] if at else []
        return " · ".join(filter(None, [*when, *further]))

    yield {
        "heading": _("What was told"),
        "entries": [
            {"title": title, "text": told[name]}
            for name, title in (
                ("story", _("What happened")),
                ("tried", _("What was tried")),
                ("wanted", _("What would help")),
            )
            if told[name]
        ]
        + [{"title": one["question"], "text": one["answer"]} for one in told["answers"]],
    }
    yield {
        "heading": _("What was allowed"),
        "entries": [
            {
                "title": one["matter"],
                "note": note(
                    one["given"],
                    _label(Proof, one["proof"]),
                    _("before %(name)s") % {"name": one["witness"]} if one["witness"] else "",
                    _("taken back") if one["withdrawn_at"] else "",
                ),
                "text": "\n".join(one["organisations"]),
            }
            for one in record["authorisations"]
        ],
    }
    yield {
        "heading": _("What was decided"),
        "entries": [
            {
                "title": _label(WayForward, one["way"]),
                "note": note(one["made_at"], one["organisation"], one.get("by", "")),
                "text": one.get("reason", ""),
            }
            for one in record["decisions"]
        ],
    }
    for one in record["inquiries"]:
        yield {
            "heading": _("Asked: %(agency)s") % {"agency": one["organisation"]},
            "entries": [
                {
                    "title": one["subject"],
                    "note": note(
                        one["asked_at"],
                        _label(InquiryState, one["state"]),
                        one["reference"],
                        one.get("by", ""),
                    ),
                },
                *_in_order(one["letters"], one["log"], note),
            ],
        }
    yield {"heading": _("Letters"), "entries": list(_in_order(record["letters"], [], note))}
    yield {
        "heading": _("What they were told"),
        "entries": [
            {
                "title": note(one["given_at"]),
                "note": note(None, _label(Channel, one["channel"]), one.get("by", "")),
                "text": one["text"],
            }
            for one in record["updates"]
        ],
    }
    yield {
        "heading": _("What it changed"),
        "entries": [{"title": "", "text": told["changed"]}] if told["changed"] else [],
    }
    yield {
        "heading": _("What colleagues noted"),
        "entries": [
            {"title": note(one["written_at"], one["by"]), "text": one["text"]}
            for one in record.get("notes", [])
        ],
    }
    yield {
        "heading": _("Files"),
        "entries": [
            {
                "title": file.name,
                "note": f"{file.media_type} · SHA-256 {_sha256(file)}",
            }
            for file in case.files.defer("content").order_by("added_at", "pk")
        ],
    }


def _in_order(letters: list[Record], calls: list[Record], note: Any) -> Iterator[CaseEntry]:
    """Letters and calls as they came."""
    events = sorted([*letters, *calls], key=lambda one: one["happened_at"])
    for one in events:
        if "direction" in one:
            yield {
                "title": one["subject"] or _("Letter"),
                "note": note(one["happened_at"], _label(Direction, one["direction"]), one["from"]),
                "text": one["text"],
            }
        else:
            yield {
                "title": _label(Channel, one["channel"]),
                "note": note(one["happened_at"], one["with"], one.get("by", "")),
                "text": one["text"],
            }


def _sha256(file: CaseFile) -> str:
    return hashlib.sha256(bytes(CaseFile.objects.get(pk=file.pk).content)).hexdigest()


def _person(person: Record | None) -> str:
    if person is None:
        return ""
    contacts: Iterable[str] = (one["value"] for one in person["contacts"])
    born = str(person["birth_year"] or "")
    return "\n".join(filter(None, [person["name"], born, person["address"], *contacts]))


def _label(choices: type[Choices], value: object) -> str:
    return str(choices(value).label) if value in choices.values and value != "" else ""


def _day(moment: datetime | date) -> date:
    return timezone.localdate(moment) if isinstance(moment, datetime) else moment


def _moment(moment: datetime | date, language: str) -> str:
    day = paper.long_date(_day(moment), language)
    if not isinstance(moment, datetime):
        return day
    return f"{day}, {timezone.localtime(moment):%H:%M}"
