"""What the intake screens show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import F
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from baraza.base.people.models import Organisation, Person, StaffWarning
from baraza.base.places.models import Area
from baraza.common.uploads import MOST_BYTES
from baraza.engagement.casework.actions.intake import typed_in
from baraza.engagement.casework.models import Behalf, Case, Intake, Urgency
from baraza.engagement.casework.queries.agencies import Suggestion, responsible
from baraza.engagement.casework.queries.kinds import kinds_offered
from baraza.engagement.casework.queries.programmes import fitting
from baraza.web.desk.intake.beginning import Begun
from baraza.web.desk.intake.forms import READY_REASONS, asked_of
from baraza.web.desk.people.forms import languages

SHOWN = 10


def page_context(request: HttpRequest, begun: Begun) -> dict[str, Any]:
    """Everything the page needs; so many queries, whatever was typed."""
    usual = {"channel": "phone", "urgency": str(int(Urgency.NORMAL))}
    typed = usual | {name: value for name, value in begun.typed.items() if value}
    about = begun.other_person or begun.person
    is_kept = begun.intake is not None
    return {
        "question": _("What happened, and to whom?"),
        "back": _back(begun),
        "code": begun.code,
        "typed": typed,
        "is_printed": is_kept and begun.intake.printed_at is not None,
        "files": begun.intake.files.defer("content") if is_kept else [],
        "saved_at": begun.intake.saved_at if is_kept and begun.intake.typed else None,
        "others": _others(request, begun.code),
        "kinds": kinds_offered(),
        "suggested": begun.suggested,
        "urgencies": reversed(Urgency.choices),
        "reasons": READY_REASONS,
        "behalf": Behalf.choices,
        "languages": languages(),
        "most_bytes": MOST_BYTES,
        "most_megabytes": MOST_BYTES // 1_000_000,
        "today": timezone.localdate().isoformat(),
        "other_person": begun.other_person,
        "person": begun.person,
        **kind_context(typed, area=about.area if about else None),
        **who_context(request, begun.person),
    }


def kind_context(typed: Mapping[str, str], *, area: Area | None) -> dict[str, Any]:
    """What is asked and said for the kind that was chosen, who looks after it and what may help."""
    number = typed.get("kind", "")
    kind = kinds_offered().filter(pk=number).first() if number.isdecimal() else None
    if kind is None:
        return {"kind_now": None, "asked": [], "agencies": [], "programmes": []}
    agencies = responsible(kind=kind, area=area, now=timezone.now())
    return {
        "kind_now": kind,
        "help": kind.said("help"),
        "script": kind.said("script"),
        "asked": asked_of(kind, typed),
        "agencies": agencies,
        "another": _another(typed.get("organisation", ""), agencies),
        "programmes": [
            {
                "name": one.said("name"),
                "what": one.said("what"),
                "who": one.said("who"),
                "until": one.deadline_date,
            }
            for one in fitting(kind=kind, area=area, day=timezone.localdate())
        ],
    }


def _another(number: str, agencies: Sequence[Suggestion]) -> Organisation | None:
    """The office it is about where that is none of those responsible."""
    if not number.isdecimal() or int(number) in {one.agency.organisation_id for one in agencies}:
        return None
    return Organisation.objects.filter(pk=number).first()


def who_context(request: HttpRequest, person: Person | None) -> dict[str, Any]:
    """What must be known of somebody before going on: warnings, and what is open of theirs."""
    if person is None:
        return {"points": [], "warnings": [], "open_cases": []}
    return {
        "points": person.contact_points.all(),
        "warnings": StaffWarning.objects.in_force().filter(person=person),
        "open_cases": Case.objects.visible_to(request.user)
        .open()
        .filter(person=person)
        .order_by("-opened_at")[:3],
    }


def _others(request: HttpRequest, code: str) -> list[Intake]:
    """What was begun and not opened, with how its words begin."""
    rows = (
        Intake.objects.filter(author=request.user, finished_at__isnull=True)
        .exclude(code=code)
        # Printed, and nothing typed of it yet.
        .exclude(saved_at=F("printed_at"))
        .select_related("kind")[:SHOWN]
    )
    for row in rows:
        typed = typed_in(row)
        row.words = typed.get("title") or typed.get("story") or typed.get("who")
    return list(rows)


def _back(begun: Begun) -> dict[str, str]:
    if begun.conversation is not None:
        url = reverse("desk:letter", args=[begun.conversation.pk])
        return {"url": url, "words": _("The letter")}
    if begun.person is not None and not begun.typed:
        return {"url": reverse("desk:person", args=[begun.person.pk]), "words": begun.person.name}
    return {"url": reverse("desk:cases"), "words": _("Cases")}
