"""How the office sounds: its tone, its signatures, and what it says on each topic."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from baraza.base.accounts.models import Role
from baraza.base.accounts.rules import Permission
from baraza.base.agenda.models import Topic
from baraza.base.office.queries import profile
from baraza.dialogue.letters import actions
from baraza.dialogue.letters.models import Signature, TalkingPoints
from baraza.dialogue.letters.queries import newest_tone, tone
from baraza.web.desk.access import staff_only
from baraza.web.desk.setup.forms import PointsForm, SignatureForm, ToneForm, language_name


@staff_only("GET", needs=Permission.MANAGE_LIBRARY)
def voice(request: HttpRequest) -> HttpResponse:
    """How do we sound?"""
    languages = [(code, language_name(code)) for code in profile().languages]
    points = {each.topic_id: each for each in TalkingPoints.objects.all()}
    roles = {"": _("Everybody"), **{value: str(label) for value, label in Role.choices}}
    context = {
        "question": _("How do we sound?"),
        "tones": [
            (code, name, tone(language=code), newest_tone(language=code))
            for code, name in languages
        ],
        "signatures": [
            (each, roles.get(each.role, each.role), language_name(each.language))
            for each in Signature.objects.all()
        ],
        "roles": roles.items(),
        "languages": languages,
        "topics": [(topic, points.get(topic.pk)) for topic in Topic.objects.in_use()],
    }
    return render(request, "desk/setup/voice.html", context)


@staff_only("POST", needs=Permission.MANAGE_LIBRARY)
def write_tone(request: HttpRequest) -> HttpResponse:
    """How to write in one language; empty brings back the words that come with Baraza."""
    form = ToneForm(request.POST)
    if form.is_valid():
        actions.write_tone(**form.cleaned_data, by=request.user, now=timezone.now())
    return _back(request, is_kept=form.is_valid())


@staff_only("POST", needs=Permission.MANAGE_LIBRARY)
def write_signature(request: HttpRequest) -> HttpResponse:
    """How letters end for a role in a language; empty takes it away."""
    form = SignatureForm(request.POST)
    if form.is_valid():
        actions.write_signature(**form.cleaned_data, by=request.user)
    return _back(request, is_kept=form.is_valid())


@staff_only("POST", needs=Permission.MANAGE_LIBRARY)
def write_points(request: HttpRequest, topic_id: int) -> HttpResponse:
    """What we say on a topic; empty takes it away."""
    topic = Topic.objects.get(pk=topic_id)
    form = PointsForm(request.POST)
    if form.is_valid():
        actions.write_talking_points(
            topic=topic, text=form.cleaned_data["text"], by=request.user, now=timezone.now()
        )
    return _back(request, is_kept=form.is_valid())


def _back(request: HttpRequest, *, is_kept: bool) -> HttpResponse:
    if is_kept:
        messages.success(request, _("Kept."))
    else:
        messages.error(request, _("That was too long, or a language is missing. Nothing changed."))
    return redirect("desk:voice")
