"""What the search finds of help: the pages of this site, who is responsible, support, answers."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from baraza.engagement.casework.models import CaseKind, Lesson
from baraza.engagement.casework.queries.public_agencies import public_agencies, public_programmes
from baraza.web.site.parts import Found


def agencies(language: str) -> Iterator[Found]:
    """Authorities and organisations, by all their names."""
    for agency in public_agencies(language=language):
        yield Found(
            title=agency.name,
            names=tuple(agency.other_names),
            address=reverse("help_agency", args=[agency.id]),
            text=agency.what_for,
        )


def programmes(language: str) -> Iterator[Found]:
    """Support there is."""
    for one in public_programmes(language=language, day=timezone.localdate()):
        yield Found(
            title=one.name,
            names=tuple(one.kinds),
            address=reverse("help_programme", args=[one.id]),
            text=f"{one.what} {one.who}",
        )


def answers(language: str) -> Iterator[Found]:
    """What others asked."""
    address = reverse("help_answers")
    rows = Lesson.objects.filter(is_public=True).exclude(kind__is_public=False)
    for lesson in rows.exclude(kind__retired_at__isnull=False).order_by("-pk"):
        question, _newline, answer = lesson.text.strip().partition("\n")
        yield Found(title=question, address=address, text=answer.strip())


def kinds(language: str) -> Iterator[Found]:
    """What one can ask help for."""
    with override(language):
        for kind in CaseKind.objects.in_use().filter(is_public=True):
            yield Found(
                title=_("Ask for help: %(kind)s") % {"kind": kind.said("name", language)},
                address=f"{reverse('help_ask')}#kind-{kind.pk}",
                text=kind.said("help", language),
            )
