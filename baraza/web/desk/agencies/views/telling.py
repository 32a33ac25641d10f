"""Telling people of support that may be theirs: looked at first, each told once."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from baraza.base.accounts.rules import Permission
from baraza.base.office.actions import acknowledge
from baraza.base.office.queries import not_yet_acknowledged
from baraza.dialogue.audiences.actions.mailing import (
    FieldsWithoutValue,
    NeedsApproval,
    NobodyReached,
)
from baraza.dialogue.audiences.queries import REACHED, LeftOut, left_out, reached
from baraza.engagement.casework.actions.programmes import NoLongerOffered, tell_of_programme
from baraza.engagement.casework.models import Programme
from baraza.engagement.casework.queries.programmes import (
    TELLING,
    letter_texts,
    untold_people,
    whom_to_tell,
)
from baraza.web.desk.access import staff_only
from baraza.web.desk.audiences.telling import samples_of
from baraza.web.desk.audiences.views import reasons_of

MOST_SHOWN = 100


@staff_only("GET", "POST", needs=Permission.PUBLISH)
def tell(request: HttpRequest, programme_id: int) -> HttpResponse:
    """Who hears of this support, and who does not?"""
    programme = Programme.objects.get(pk=programme_id)
    unread_rules = not_yet_acknowledged(user=request.user)
    if unread_rules and request.POST.get("keeps_to") == str(unread_rules.version):
        acknowledge(user=request.user, version=unread_rules.version, now=timezone.now())
        unread_rules = None
    trouble = ""
    if request.method == "POST" and unread_rules is None:
        try:
            mailing = tell_of_programme(
                programme=programme,
                by=request.user,
                site=request.build_absolute_uri("/"),
                now=timezone.now(),
            )
        except NobodyReached:
            trouble = _("Nobody would get it. Nothing was sent.")
        except NeedsApproval:
            trouble = _("Your letters need approval: ask somebody who approves to send this one.")
        except NoLongerOffered:
            trouble = _("Its time is over, or it was retired. Nothing was sent.")
        except FieldsWithoutValue as wrong:
            words = _("Its words contain %(fields)s, which means nothing to many. Change them.")
            trouble = words % {"fields": ", ".join(wrong.fields)}
        else:
            return redirect("desk:mailing", mailing.pk)
    context = {
        "question": _("Who hears of “%(name)s”?") % {"name": programme.said("name")},
        "programme": programme,
        "trouble": trouble,
        "asks_for_rules": bool(unread_rules) and request.method == "POST" and not trouble,
        **_preview(request, programme),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "desk/agencies/tell.html", context, status=status)


@staff_only("GET", needs=Permission.PUBLISH)
def people(request: HttpRequest, programme_id: int) -> HttpResponse:
    """Who are they: those who would hear of it, or are left out for one reason?"""
    programme = Programme.objects.get(pk=programme_id)
    now = timezone.now()
    asked = {
        "question": TELLING,
        "user": request.user,
        "now": now,
        "people": untold_people(programme=programme, user=request.user, now=now),
    }
    fate = request.GET.get("fate", REACHED)
    if fate in LeftOut:
        found = left_out(reason=LeftOut(fate), **asked)
        title = _("Who is left out: %(reason)s") % {"reason": LeftOut(fate).label}
    else:
        found = reached(**asked)
        title = _("Who would hear of it?")
    shown = list(found.select_related("area")[: MOST_SHOWN + 1])
    context = {
        "question": title,
        "people": shown[:MOST_SHOWN],
        "has_more": len(shown) > MOST_SHOWN,
        "most": MOST_SHOWN,
        "back": reverse("desk:tell-of-programme", args=[programme.pk]),
        "back_label": programme.said("name"),
    }
    return render(request, "desk/audiences/people.html", context)


def _preview(request: HttpRequest, programme: Programme) -> dict[str, Any]:
    now = timezone.now()
    telling = whom_to_tell(programme=programme, user=request.user, now=now)
    samples = samples_of(
        question=TELLING,
        people=untold_people(programme=programme, user=request.user, now=now),
        texts=letter_texts(programme=programme),
        user=request.user,
        now=now,
    )
    return {
        "size": telling.size,
        "told_before": telling.told_before,
        "reasons": reasons_of(telling.size),
        "samples": samples,
    }
