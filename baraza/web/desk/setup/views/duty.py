"""Who answers, and by when: one quiet page; what is taken away can be brought back."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from baraza.base.accounts.rules import Permission
from baraza.base.agenda.models import Topic
from baraza.base.office.actions import add_holidays, remove_holidays, update_profile
from baraza.base.office.models import Holiday
from baraza.base.office.queries import profile
from baraza.base.places.models import Area
from baraza.common.counting import capped_counts
from baraza.common.jobs import enqueue
from baraza.dialogue.conversations.actions import office_rules as acts
from baraza.dialogue.conversations.actions.duty import GIVE_OUT
from baraza.dialogue.conversations.models import AssignmentRule, TurnaroundTarget
from baraza.dialogue.conversations.queries import Question, matching
from baraza.dialogue.conversations.team import foresee
from baraza.dialogue.conversations.turnaround import USUAL_WORKING_DAYS
from baraza.web.desk.access import staff_only
from baraza.web.desk.setup import duty_forms
from baraza.web.desk.setup.forms import language_name

PARTS = {
    "week": duty_forms.WeekForm,
    "giving": duty_forms.GivingForm,
    "approval": duty_forms.ApprovalForm,
    "intake": duty_forms.IntakeForm,
    "surge": duty_forms.SurgeForm,
}
TAKEN_AWAY = "duty_taken_away"


@staff_only("GET", needs=Permission.MANAGE_SETUP)
def duty(request: HttpRequest) -> HttpResponse:
    """Who answers, and by when?"""
    return _page(request)


@staff_only("POST", needs=Permission.MANAGE_SETUP)
def keep(request: HttpRequest, part: str) -> HttpResponse:
    """The working week, whether letters are given out, whose answers are read, the surge."""
    if part not in PARTS:
        raise Http404(part)
    form = PARTS[part].of(profile(), request.POST)
    if not form.is_valid():
        return _page(request, **{part: form})
    update_profile(by=request.user, **form.fields_of_profile)
    messages.success(request, _("Kept."))
    return redirect("desk:duty")


@staff_only("POST", needs=Permission.MANAGE_SETUP)
def set_target(request: HttpRequest) -> HttpResponse:
    """A number of working days for a channel, a topic, both, or everything."""
    form = duty_forms.TargetForm(request.POST)
    if not form.is_valid():
        return _page(request, target=form)
    acts.set_target(by=request.user, **form.cleaned_data)
    messages.success(request, _("Kept. Every letter that waits is counted anew."))
    return redirect("desk:duty")


@staff_only("POST", needs=Permission.MANAGE_SETUP)
def remove_target(request: HttpRequest, target_id: int) -> HttpResponse:
    """The next closest counts."""
    target = TurnaroundTarget.objects.get(pk=target_id)
    acts.remove_target(target=target, by=request.user)
    request.session[TAKEN_AWAY] = {
        "what": "target",
        "channel": target.channel,
        "topic": target.topic_id,
        "working_days": target.working_days,
    }
    return redirect("desk:duty")


@staff_only("POST", needs=Permission.MANAGE_SETUP)
def add_rule(request: HttpRequest) -> HttpResponse:
    """Letters like these go to somebody."""
    form = duty_forms.RuleForm(request.POST, office=profile())
    if not form.is_valid():
        return _page(request, rule=form)
    try:
        acts.add_rule(by=request.user, **form.chosen)
    except acts.NamesNobody:
        form.add_error("whom", _("They have left. Choose somebody who works here."))
        return _page(request, rule=form)
    messages.success(request, _("Kept. It is asked after the rules above it."))
    return redirect("desk:duty")


@staff_only("POST", needs=Permission.MANAGE_SETUP)
def move_rule_up(request: HttpRequest, rule_id: int) -> HttpResponse:
    """It is asked before the one above it."""
    acts.move_rule_up(rule=AssignmentRule.objects.get(pk=rule_id), by=request.user)
    return redirect("desk:duty")


@staff_only("POST", needs=Permission.MANAGE_SETUP)
def remove_rule(request: HttpRequest, rule_id: int) -> HttpResponse:
    """Letters already given stay where they are."""
    rule = AssignmentRule.objects.get(pk=rule_id)
    request.session[TAKEN_AWAY] = {
        "what": "rule",
        "channel": rule.channel,
        "topic": rule.topic_id,
        "area": rule.area_id,
        "language": rule.language,
        "user": rule.user_id,
        "role": rule.role,
        "position": rule.position,
    }
    acts.remove_rule(rule=rule, by=request.user)
    return redirect("desk:duty")


@staff_only("POST", needs=Permission.MANAGE_SETUP)
def give_out(request: HttpRequest) -> HttpResponse:
    """What is nobody's goes to somebody, as if it came in now."""
    enqueue(GIVE_OUT)
    messages.success(request, _("They are being given out. Everybody is told what is theirs."))
    return redirect("desk:duty")


@staff_only("POST", needs=Permission.MANAGE_SETUP)
def add_holiday(request: HttpRequest) -> HttpResponse:
    """A day on which the office does not work."""
    form = duty_forms.HolidayForm(request.POST)
    if not form.is_valid():
        return _page(request, holiday=form)
    given = form.cleaned_data
    if add_holidays(days={given["date"]: given["name"].strip()}, by=request.user):
        messages.success(request, _("Kept. Every letter that waits is counted anew."))
    else:
        messages.success(request, _("This day is a holiday already."))
    return redirect("desk:duty")


@staff_only("POST", needs=Permission.MANAGE_SETUP)
def bring_holidays(request: HttpRequest) -> HttpResponse:
    """Holidays from a file."""
    form = duty_forms.HolidayFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, holiday_file=form)
    found = form.cleaned_data["file"]
    added = add_holidays(days=found.days, by=request.user)
    words = ngettext(
        "%(count)d holiday was added.", "%(count)d holidays were added.", len(added)
    ) % {"count": len(added)}
    if found.unread:
        words += " " + ngettext(
            "%(count)d line could not be read.",
            "%(count)d lines could not be read.",
            found.unread,
        ) % {"count": found.unread}
    messages.success(request, words)
    if added:
        request.session[TAKEN_AWAY] = {
            "what": "brought",
            "days": [one.date.isoformat() for one in added],
        }
    return redirect("desk:duty")


@staff_only("POST", needs=Permission.MANAGE_SETUP)
def remove_holiday(request: HttpRequest, holiday_id: int) -> HttpResponse:
    """The office works then after all."""
    removed = remove_holidays(days=[Holiday.objects.get(pk=holiday_id).date], by=request.user)
    request.session[TAKEN_AWAY] = {
        "what": "holidays",
        "days": {day.isoformat(): name for day, name in removed.items()},
    }
    return redirect("desk:duty")


@staff_only("POST", needs=Permission.MANAGE_SETUP)
def bring_back(request: HttpRequest) -> HttpResponse:
    """What was taken away, or brought, a moment ago is as it was."""
    taken = dict(request.session.pop(TAKEN_AWAY, {}))
    what = taken.pop("what", "")
    topic = Topic.objects.filter(pk=taken.pop("topic", None)).first()
    if what == "target":
        acts.set_target(by=request.user, topic=topic, **taken)
    elif what == "rule":
        user = duty_forms.User.objects.filter(pk=taken.pop("user")).first()
        area = Area.objects.filter(pk=taken.pop("area")).first()
        try:
            acts.add_rule(by=request.user, topic=topic, user=user, area=area, **taken)
        except acts.NamesNobody:
            messages.error(request, _("They have left meanwhile. The rule stays away."))
    elif what == "holidays":
        days = {date.fromisoformat(day): name for day, name in taken["days"].items()}
        add_holidays(days=days, by=request.user)
    elif what == "brought":
        remove_holidays(days=[date.fromisoformat(day) for day in taken["days"]], by=request.user)
    return redirect("desk:duty")


@staff_only("GET", needs=Permission.MANAGE_SETUP)
def preview(request: HttpRequest) -> HttpResponse:
    """What would happen to a letter like this?"""
    return render(request, "desk/setup/duty_preview.html", _foreseen(request))


def _page(request: HttpRequest, **bound: forms.Form) -> HttpResponse:
    office = profile()
    today = timezone.localdate()
    targets = sorted(
        TurnaroundTarget.objects.select_related("topic"),
        # From the closest to the one for everything else.
        key=lambda one: (not one.topic, one.topic.name if one.topic else "", not one.channel),
    )
    context = {
        "question": _("Who answers, and by when?"),
        **{part: form.of(office) for part, form in PARTS.items()},
        "target": duty_forms.TargetForm(),
        "rule": duty_forms.RuleForm(office=office),
        "holiday": duty_forms.HolidayForm(),
        "holiday_file": duty_forms.HolidayFileForm(),
        "targets": targets,
        "usual": None
        if any(not (one.channel or one.topic_id) for one in targets)
        else USUAL_WORKING_DAYS,
        "rules": _rules(),
        "nobodys": capped_counts(
            of={"all": matching(user=request.user, question=Question(is_unassigned=True))}
        )["all"],
        "holidays": Holiday.objects.filter(date__gte=today),
        "has_own_words": bool(office.surge_words),
        "taken_away": request.session.get(TAKEN_AWAY, {}).get("what", ""),
        "office": office,
        **_foreseen(request),
        **bound,
    }
    return render(request, "desk/setup/duty.html", context, status=422 if bound else 200)


def _rules() -> list[AssignmentRule]:
    rules = list(AssignmentRule.objects.select_related("topic", "area", "user"))
    for rule in rules:
        rule.speaks = language_name(rule.language) if rule.language else ""
    return rules


def _foreseen(request: HttpRequest) -> dict[str, Any]:
    """The letter that is asked about, and what would become of it."""
    asked = duty_forms.PlacedForm(request.GET or None, office=profile(), prefix="if")
    given = asked.cleaned_data if asked.is_bound and asked.is_valid() else {}
    channel = given.get("channel") or "email"
    return {
        "asked": asked,
        "letter": {"channel": dict(duty_forms.ANY_CHANNEL)[channel], "topic": given.get("topic")},
        "foreseen": foresee(
            channel=channel,
            topic=given.get("topic"),
            language=given.get("language", ""),
            area=given.get("area"),
            now=timezone.now(),
        ),
    }
