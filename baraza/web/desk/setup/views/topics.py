"""Few topics, chosen by the office, and the term's priorities they belong to."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from baraza.base.accounts.rules import Permission
from baraza.base.agenda import actions
from baraza.base.agenda.models import Priority, Stage, Topic
from baraza.web.desk.access import staff_only
from baraza.web.desk.setup.forms import MergeForm, PriorityForm, TopicForm


@staff_only("GET", "POST", needs=Permission.MANAGE_SETUP)
def topics(request: HttpRequest) -> HttpResponse:
    """What do people write about?"""
    form = TopicForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _named(request, lambda: actions.add_topic(by=request.user, **form.cleaned_data))
    every = list(Topic.objects.select_related("priority", "merged_into"))
    priorities = list(Priority.objects.all())
    context = {
        "question": _("What do people write about?"),
        "form": form,
        "topics": [topic for topic in every if not topic.retired_at],
        "retired_topics": [topic for topic in every if topic.retired_at],
        "priorities": [priority for priority in priorities if not priority.retired_at],
        "retired_priorities": [priority for priority in priorities if priority.retired_at],
        "stages": Stage.choices,
    }
    return render(request, "desk/setup/topics.html", context, status=422 if form.errors else 200)


@staff_only("GET", "POST", needs=Permission.MANAGE_SETUP)
def change_topic(request: HttpRequest, topic_id: int) -> HttpResponse:
    """Its name, and the priority it belongs to; asked for when its line is opened."""
    topic = Topic.objects.get(pk=topic_id)
    if request.method == "GET":
        context = {
            "topic": topic,
            "others": Topic.objects.in_use().exclude(pk=topic.pk),
            "priorities": Priority.objects.in_use(),
        }
        return render(request, "desk/setup/topic.html", context)
    form = TopicForm(request.POST)
    if not form.is_valid():
        return _sent_back(request)

    def change() -> None:
        actions.rename(item=topic, name=form.cleaned_data["name"], by=request.user)
        actions.set_priority(topic=topic, priority=form.cleaned_data["priority"], by=request.user)

    return _named(request, change)


@staff_only("POST", needs=Permission.MANAGE_SETUP)
def merge(request: HttpRequest, topic_id: int) -> HttpResponse:
    """Everything filed under it goes to another topic."""
    merged = Topic.objects.get(pk=topic_id)
    form = MergeForm(request.POST)
    if not form.is_valid():
        return _sent_back(request)
    kept = form.cleaned_data["kept"]
    try:
        actions.merge_topics(kept=kept, merged=merged, now=timezone.now(), by=request.user)
    except actions.CannotMerge:
        messages.error(request, _("A topic cannot be merged into itself. Choose another one."))
    else:
        messages.success(
            request,
            _("What was filed under %(merged)s is now under %(kept)s.")
            % {"merged": merged.name, "kept": kept.name},
        )
    return redirect("desk:topics")


@staff_only("POST", needs=Permission.MANAGE_SETUP)
def retire_topic(request: HttpRequest, topic_id: int) -> HttpResponse:
    """No longer offered; what is filed stays."""
    topic = Topic.objects.get(pk=topic_id)
    actions.retire(item=topic, now=timezone.now(), by=request.user)
    return redirect("desk:topics")


@staff_only("POST", needs=Permission.MANAGE_SETUP)
def restore_topic(request: HttpRequest, topic_id: int) -> HttpResponse:
    """Offered again."""
    actions.restore(item=Topic.objects.get(pk=topic_id), by=request.user)
    return redirect("desk:topics")


@staff_only("POST", needs=Permission.MANAGE_SETUP)
def add_priority(request: HttpRequest) -> HttpResponse:
    """One of the term's few priorities."""
    form = PriorityForm(request.POST)
    if not form.is_valid():
        return _sent_back(request)
    return _named(
        request,
        lambda: actions.add_priority(
            name=form.cleaned_data["name"],
            stage=Stage(form.cleaned_data["stage"]),
            by=request.user,
        ),
    )


@staff_only("POST", needs=Permission.MANAGE_SETUP)
def change_priority(request: HttpRequest, priority_id: int) -> HttpResponse:
    """Its name, and where it stands."""
    priority = Priority.objects.get(pk=priority_id)
    form = PriorityForm(request.POST)
    if not form.is_valid():
        return _sent_back(request)

    def change() -> None:
        actions.rename(item=priority, name=form.cleaned_data["name"], by=request.user)
        actions.set_stage(
            priority=priority, stage=Stage(form.cleaned_data["stage"]), by=request.user
        )

    return _named(request, change)


@staff_only("POST", needs=Permission.MANAGE_SETUP)
def retire_priority(request: HttpRequest, priority_id: int) -> HttpResponse:
    """No longer offered; its topics stay."""
    priority = Priority.objects.get(pk=priority_id)
    actions.retire(item=priority, now=timezone.now(), by=request.user)
    return redirect("desk:topics")


@staff_only("POST", needs=Permission.MANAGE_SETUP)
def restore_priority(request: HttpRequest, priority_id: int) -> HttpResponse:
    """Offered again."""
    actions.restore(item=Priority.objects.get(pk=priority_id), by=request.user)
    return redirect("desk:topics")


def _named(request: HttpRequest, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except actions.NameTaken:
        messages.error(request, _("There is one of that name already, perhaps a retired one."))
    else:
        messages.success(request, _("Kept."))
    return redirect("desk:topics")


def _sent_back(request: HttpRequest) -> HttpResponse:
    messages.error(request, _("A name of up to 100 letters is needed. Nothing was changed."))
    return redirect("desk:topics")
