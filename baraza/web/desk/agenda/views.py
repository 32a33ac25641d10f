"""Priorities as everybody may read them: why, what was promised, what changed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from baraza.base.accounts.rules import Permission
from baraza.base.agenda import actions as acts
from baraza.base.agenda.models import Pledge, Priority, PriorityChange, Stage, Topic
from baraza.base.office.queries import profile
from baraza.dialogue.inputs.queries import influence_counts, lately_said_on
from baraza.flows.refine_agenda import refine_agenda
from baraza.web.desk.access import staff_only
from baraza.web.desk.agenda.forms import ChangeForm, DescribeForm, PledgeForm
from baraza.web.desk.setup.forms import language_name
from baraza.web.desk.website.facts import allow_change, is_locked, publishes

LETTERS = 12
WORDS = 25


@staff_only("GET", needs=Permission.DRAFT)
def agenda(request: HttpRequest) -> HttpResponse:
    """What do we want to reach this term?"""
    context = {
        "question": _("What do we want to reach this term?"),
        "priorities": Priority.objects.in_use().prefetch_related("topics", "pledges"),
        "loose": Topic.objects.in_use().filter(priority__isnull=True),
    }
    return render(request, "desk/agenda/agenda.html", context)


@staff_only("GET", "POST", needs=Permission.PUBLISH)
def add(request: HttpRequest) -> HttpResponse:
    """Which priority is new?"""
    form = DescribeForm.of(None, request.POST or None, publishes=True)
    if request.method == "POST" and form.is_valid():
        try:
            made = acts.add_priority(name=form.cleaned_data["name"], by=request.user)
            _describe(request, made, form)
        except acts.NameTaken:
            form.add_error("name", _("There is one of that name already, perhaps a retired one."))
        else:
            messages.success(request, _("Kept."))
            return redirect("desk:priority", made.pk)
    question = _("What else do we want to reach?")
    context = {"question": question, "form": form, "back": reverse("desk:agenda")}
    return render(request, "desk/edit.html", context, status=422 if form.errors else 200)


@staff_only("GET", "POST", needs=Permission.DRAFT)
def priority(request: HttpRequest, priority_id: int) -> HttpResponse:
    """Why does it matter, what was promised, what changed?"""
    one = Priority.objects.get(pk=priority_id)
    form = DescribeForm.of(one, request.POST or None, publishes=publishes(request))
    if request.method == "POST":
        allow_change(request, is_public=one.is_public)
        if form.is_valid():
            try:
                _describe(request, one, form)
            except acts.NameTaken:
                form.add_error("name", _("There is one of that name already."))
            else:
                messages.success(request, _("Kept."))
                return redirect("desk:priority", one.pk)
    return _page(request, one, form=form)


@staff_only("POST", needs=Permission.PUBLISH)
def up(request: HttpRequest, priority_id: int) -> HttpResponse:
    """Before the one that stands before it."""
    acts.move_up(priority=Priority.objects.in_use().get(pk=priority_id), by=request.user)
    return redirect("desk:agenda")


@staff_only("POST", needs=Permission.DRAFT)
def add_pledge(request: HttpRequest, priority_id: int) -> HttpResponse:
    """What was promised?"""
    one = Priority.objects.get(pk=priority_id)
    allow_change(request, is_public=one.is_public)
    form = PledgeForm(request.POST)
    if not form.is_valid():
        return _page(request, one, pledge_form=form)
    pledge = acts.save_pledge(priority=one, about=form.about, by=request.user)
    undo = reverse("desk:remove-pledge", args=[pledge.pk])
    messages.success(request, _("It is noted."), extra_tags=undo)
    return redirect("desk:priority", one.pk)


@staff_only("POST", needs=Permission.DRAFT)
def remove_pledge(request: HttpRequest, pledge_id: int) -> HttpResponse:
    """It does not stand behind this priority."""
    pledge = Pledge.objects.select_related("priority").get(pk=pledge_id)
    allow_change(request, is_public=pledge.priority.is_public)
    acts.remove_pledge(pledge=pledge, by=request.user)
    messages.success(request, _("It is taken out."))
    return redirect("desk:priority", pledge.priority_id)


@staff_only("POST", needs=Permission.DRAFT)
def note_change(request: HttpRequest, priority_id: int) -> HttpResponse:
    """What changed, and what brought it about?"""
    one = Priority.objects.get(pk=priority_id)
    allow_change(request, is_public=one.is_public)
    form = ChangeForm(one, _letters(request, one), request.POST)
    if not form.is_valid():
        return _page(request, one, change_form=form)
    change = refine_agenda(
        priority=one,
        words=form.cleaned_data["happened"],
        translations={
            code: {"words": said["happened"]} if said else {}
            for code, said in form.translations.items()
        },
        stage=Stage(form.cleaned_data["stage"]),
        inputs=form.cleaned_data.get("letters", []),
        by=request.user,
        now=timezone.now(),
    )
    undo = reverse("desk:remove-change", args=[change.pk])
    messages.success(request, _("It stands in the history."), extra_tags=undo)
    return redirect("desk:priority", one.pk)


@staff_only("POST", needs=Permission.DRAFT)
def remove_change(request: HttpRequest, change_id: int) -> HttpResponse:
    """It was noted by mistake."""
    change = PriorityChange.objects.select_related("priority").get(pk=change_id)
    allow_change(request, is_public=change.priority.is_public)
    acts.remove_change(change=change, by=request.user)
    messages.success(request, _("It is taken out. The stage stays as it is."))
    return redirect("desk:priority", change.priority_id)


@staff_only("GET", "POST", needs=Permission.PUBLISH)
def topics(request: HttpRequest) -> HttpResponse:
    """What are our topics called in other languages?"""
    every = list(Topic.objects.in_use())
    codes = profile().languages[1:]
    if request.method == "POST":
        names = {
            topic.pk: {code: request.POST.get(f"{code}_{topic.pk}", "")[:100] for code in codes}
            for topic in every
        }
        acts.translate_topics(names=names, by=request.user)
        messages.success(request, _("Kept."))
        return redirect("desk:agenda")
    context = {
        "question": _("What are our topics called in other languages?"),
        "languages": [(code, language_name(code)) for code in codes],
        "topics": [
            (topic, [(code, topic.translations.get(code, {}).get("name", "")) for code in codes])
            for topic in every
        ],
    }
    return render(request, "desk/agenda/topics.html", context)


def _describe(request: HttpRequest, one: Priority, form: DescribeForm) -> None:
    acts.describe_priority(priority=one, by=request.user, **form.entered("name", "why"))


def _letters(request: HttpRequest, one: Priority) -> list[tuple[int, str]]:
    """The newest that was said on its topics, to be named as what brought a change about."""
    on = list(one.topics.values_list("pk", flat=True))
    rows = lately_said_on(topics=on, user=request.user, limit=LETTERS) if on else []
    return [(row.pk, Truncator(" ".join(row.text.split())).words(WORDS)) for row in rows]


def _page(
    request: HttpRequest,
    one: Priority,
    *,
    form: DescribeForm | None = None,
    pledge_form: PledgeForm | None = None,
    change_form: ChangeForm | None = None,
) -> HttpResponse:
    is_wrong = any(each is not None and each.errors for each in (form, pledge_form, change_form))
    changes = list(one.changes.select_related("made_by"))
    counts = influence_counts(changes=[change.pk for change in changes])
    context: dict[str, Any] = {
        "question": one.said("name"),
        "priority": one,
        "known": True,
        "locked": is_locked(request, is_public=one.is_public),
        "form": form or DescribeForm.of(one, None, publishes=publishes(request)),
        "pledges": one.pledges.all(),
        "pledge_form": pledge_form or PledgeForm(),
        "changes": [(change, counts.get(change.pk, 0)) for change in changes],
        "change_form": change_form or ChangeForm(one, _letters(request, one)),
        "back": reverse("desk:agenda"),
    }
    status = 422 if is_wrong else 200
    return render(request, "desk/agenda/priority.html", context, status=status)
