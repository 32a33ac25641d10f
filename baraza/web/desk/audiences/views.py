from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from baraza.base.accounts.rules import Permission
from baraza.base.office.queries import profile
from baraza.dialogue.audiences import queries
from baraza.dialogue.audiences.actions import NameTaken, delete_audience, save_audience
from baraza.dialogue.audiences.models import Audience
from baraza.dialogue.audiences.queries import REACHED, LeftOut, Size
from baraza.dialogue.audiences.question import Question
from baraza.web.desk.access import staff_only
from baraza.web.desk.audiences.forms import NameForm, QuestionForm

MOST_SHOWN = 100


@staff_only("GET", needs=Permission.READ_LETTERS)
def audiences(request: HttpRequest) -> HttpResponse:
    """Whom do we want to reach?"""
    context = {"question": _("Whom do we want to reach?"), "audiences": queries.audiences()}
    return render(request, "desk/audiences/audiences.html", context)


@staff_only("GET", "POST", needs=Permission.PUBLISH)
def edit(request: HttpRequest, audience_id: int | None = None) -> HttpResponse:
    """Who is meant, how many are they, and who is left out?"""
    audience = Audience.objects.get(pk=audience_id) if audience_id else None
    own = profile()
    given = request.POST if request.method == "POST" else request.GET
    if given.get("way") or audience is None:
        form = QuestionForm(given if given.get("way") else None, profile=own)
    else:
        form = QuestionForm.of(Question.of(audience.question), profile=own)
    asked = form.question()
    if request.htmx and request.method == "GET":
        return render(request, "desk/audiences/size.html", _size(request, asked))
    name = NameForm(request.POST or None, instance=audience)
    if request.method == "POST" and name.is_valid() and form.is_valid():
        try:
            kept = save_audience(
                name=name.cleaned_data["name"],
                question=asked,
                by=request.user,
                now=timezone.now(),
                audience=audience,
            )
        except NameTaken:
            name.add_error("name", _("Another audience is called so."))
        else:
            if request.POST.get("then") == "write":
                return redirect("desk:write-to-audience", kept.pk)
            messages.success(request, _("Kept."))
            return redirect("desk:audiences")
    context = {
        **_size(request, asked),
        "question": audience.name if audience else _("Whom do we want to reach?"),
        "audience": audience,
        "form": form,
        "name": name,
    }
    status = 422 if name.errors or (form.errors and request.method == "POST") else 200
    return render(request, "desk/audiences/audience.html", context, status=status)


@staff_only("GET", needs=Permission.PUBLISH)
def people(request: HttpRequest) -> HttpResponse:
    """Who are they: those who are reached, or left out for one reason?"""
    form = QuestionForm(request.GET or None, profile=profile())
    asked = {"question": form.question(), "user": request.user, "now": timezone.now()}
    fate = request.GET.get("fate", REACHED)
    if fate in LeftOut:
        found = queries.left_out(reason=LeftOut(fate), **asked)
        title = _("Who is left out: %(reason)s") % {"reason": LeftOut(fate).label}
    else:
        found = queries.reached(**asked)
        title = _("Who would be reached?")
    shown = list(found.select_related("area")[: MOST_SHOWN + 1])
    context = {
        "question": title,
        "people": shown[:MOST_SHOWN],
        "has_more": len(shown) > MOST_SHOWN,
        "most": MOST_SHOWN,
    }
    return render(request, "desk/audiences/people.html", context)


@staff_only("POST", needs=Permission.PUBLISH)
def delete(request: HttpRequest, audience_id: int) -> HttpResponse:
    """The question goes; the people stay."""
    delete_audience(audience=Audience.objects.get(pk=audience_id), by=request.user)
    messages.success(request, _("The question is gone. The people stay as they are."))
    return redirect("desk:audiences")


def words_of(question: Question) -> str:
    """The part of an address that asks this."""
    parts = QueryDict(mutable=True)
    for name, value in question.as_dict().items():
        if value not in (None, False):
            parts[name] = str(value)
    return parts.urlencode()


def reasons_of(size: Size) -> list[tuple[str, str, int]]:
    """Why people are left out: the reason, in words, how many."""
    return [(reason.value, str(reason.label), count) for reason, count in size.left_out.items()]


def _size(request: HttpRequest, asked: Question) -> dict[str, Any]:
    count = queries.size_of if request.GET.get("exactly") else queries.quick_size
    size = count(question=asked, user=request.user, now=timezone.now())
    return {"size": size, "asked": words_of(asked), "reasons": reasons_of(size)}
