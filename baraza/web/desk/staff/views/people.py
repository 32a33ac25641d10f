"""Who works here: invited, given duties, away, and leaving."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from baraza.base.accounts import queries
from baraza.base.accounts.actions import links, sessions
from baraza.base.accounts.actions import staff as acts
from baraza.base.accounts.models import Role, User
from baraza.base.accounts.rules import Permission
from baraza.base.agenda.actions import set_specialisms
from baraza.base.agenda.models import Topic
from baraza.base.agenda.queries import specialisms
from baraza.base.office.queries import acknowledged_by
from baraza.engagement.casework.queries.clocks import open_work
from baraza.web.desk.access import staff_only
from baraza.web.desk.staff.forms import (
    AbsenceForm,
    DutiesForm,
    HandOverForm,
    InvitationForm,
    LeavingForm,
    TrainingForm,
)
from baraza.web.desk.staff.views.work import HANDED_OVER

P = Permission


@staff_only("GET", needs=P.MANAGE_STAFF)
def staff(request: HttpRequest) -> HttpResponse:
    """Who works here, and who is not yet safe?"""
    colleagues = queries.colleagues()
    today = timezone.localdate()
    agreed = acknowledged_by()
    topics = dict(Topic.objects.values_list("pk", "name"))
    knows = specialisms()
    for user in colleagues:
        user.known_topics = [topics[pk] for pk in knows.get(user.pk, []) if pk in topics]
        user.has_agreed = user.pk in agreed
        user.away = next(
            (a for a in user.absences.all() if a.first_date <= today <= a.last_date), None
        )
    context = {
        "question": _("Who works here?"),
        "colleagues": colleagues,
        "unsafe": [user for user in colleagues if not user.has_factor and not user.is_invited],
        "former": queries.former_colleagues(),
    }
    return render(request, "desk/staff/staff.html", context)


@staff_only("GET", "POST", needs=P.MANAGE_STAFF)
def invite(request: HttpRequest) -> HttpResponse:
    """Whom do we welcome?"""
    initial = {"roles": [Role.CASEWORKER]}
    form = InvitationForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            user = acts.add_staff(
                email=given["email"],
                name=given["name"],
                roles=given["roles"],
                workplace=given["workplace"],
                languages=given["languages"],
            )
        except acts.AlreadyHere as already:
            words = _("%(name)s has a place here already.") % {"name": already.user.name}
            form.add_error("email", words)
        else:
            set_specialisms(user=user, topics=given["topics"])
            _send_invitation(request, user)
            return redirect("desk:staff")
    context = {"question": _("Whom do we welcome?"), "form": form}
    return render(request, "desk/staff/invite.html", context, status=422 if form.errors else 200)


@staff_only("GET", "POST", needs=P.MANAGE_STAFF)
def duties(request: HttpRequest, user_id: int) -> HttpResponse:
    """What does this colleague do?"""
    user = _colleague(user_id)
    form = DutiesForm(
        request.POST or None,
        initial={
            "roles": user.roles,
            "workplace": user.workplace,
            "languages": user.languages,
            "topics": specialisms().get(user.pk, []),
        },
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            acts.change_duties(
                user=user,
                roles=given["roles"],
                workplace=given["workplace"],
                languages=given["languages"],
                by=request.user,
                now=timezone.now(),
            )
        except acts.NotForOneself:
            form.add_error("roles", _("Somebody else must change your own roles."))
        except acts.NobodyElseManagesStaff:
            form.add_error("roles", _("Somebody who may manage staff must remain."))
        else:
            set_specialisms(user=user, topics=given["topics"])
            messages.success(request, _("Kept."))
            return redirect("desk:duties", user.pk)
    user.has_factor = queries.has_second_factor(user=user)
    context = {
        "question": _("What does %(name)s do?") % {"name": user.name},
        "colleague": user,
        "form": form,
        "absence_form": AbsenceForm(user=user, prefix="away"),
        "absences": user.absences.filter(last_date__gte=timezone.localdate()).select_related(
            "delegate"
        ),
        "is_oneself": user.pk == request.user.pk,
        "trainings": user.trainings.all(),
        "training_form": TrainingForm(auto_id="training_%s"),
        "hand_over": HandOverForm(user=user, auto_id="hand_over_%s"),
        "just_handed_over": request.session.get(HANDED_OVER, {}).get("user") == user.pk,
    }
    return render(request, "desk/staff/duties.html", context, status=422 if form.errors else 200)


@staff_only("POST", needs=P.MANAGE_STAFF)
def invite_again(request: HttpRequest, user_id: int) -> HttpResponse:
    """A new link; the one before no longer works."""
    user = _colleague(user_id)
    if user.is_invited:
        _send_invitation(request, user)
    return redirect("desk:staff")


@staff_only("POST", needs=P.MANAGE_STAFF)
def forget_factors(request: HttpRequest, user_id: int) -> HttpResponse:
    """For a colleague who lost telephone, key and recovery codes."""
    user = _colleague(user_id)
    try:
        acts.forget_factors(user=user, by=request.user, now=timezone.now())
    except acts.NotForOneself:
        messages.error(request, _("Somebody else must do this for you."))
    else:
        messages.success(
            request,
            _("%(name)s sets up a new second factor at the next sign-in.") % {"name": user.name},
        )
    return redirect("desk:duties", user.pk)


@staff_only("POST", needs=P.MANAGE_STAFF)
def sign_out(request: HttpRequest, user_id: int) -> HttpResponse:
    """Everywhere at once, for instance after a theft."""
    user = _colleague(user_id)
    sessions.end_sessions(user=user, now=timezone.now())
    messages.success(request, _("%(name)s is signed out everywhere.") % {"name": user.name})
    return redirect("desk:duties", user.pk)


@staff_only("POST", needs=P.MANAGE_STAFF)
def add_absence(request: HttpRequest, user_id: int) -> HttpResponse:
    """A colleague is away, and somebody stands in."""
    user = _colleague(user_id)
    form = AbsenceForm(request.POST, user=user, prefix="away")
    if form.is_valid():
        acts.add_absence(user=user, **form.cleaned_data)
        messages.success(request, _("Kept."))
    else:
        messages.error(request, _("These days do not fit together. Nothing was changed."))
    return redirect("desk:duties", user.pk)


@staff_only("POST", needs=P.MANAGE_STAFF)
def remove_absence(request: HttpRequest, user_id: int, absence_id: int) -> HttpResponse:
    """Here after all."""
    acts.remove_absence(user=_colleague(user_id), absence_id=absence_id)
    return redirect("desk:duties", user_id)


@staff_only("GET", "POST", needs=P.MANAGE_STAFF)
def leave(request: HttpRequest, user_id: int) -> HttpResponse:
    """Who takes over?"""
    user = _colleague(user_id)
    # One field that may stay empty: an empty POST is a decision too.
    form = LeavingForm(request.POST if request.method == "POST" else None, leaving=user)
    if request.method == "POST" and form.is_valid():
        try:
            acts.leave(user=user, to=form.cleaned_data["to"], by=request.user, now=timezone.now())
        except acts.NotForOneself:
            form.add_error(None, _("Somebody else must do this for you."))
        except acts.NobodyElseManagesStaff:
            form.add_error(None, _("Somebody who may manage staff must remain."))
        else:
            messages.success(request, _("%(name)s no longer has a way in.") % {"name": user.name})
            return redirect("desk:staff")
    context = {
        "question": _("Who takes over from %(name)s?") % {"name": user.name},
        "colleague": user,
        "form": form,
        "work": open_work(user=user),
    }
    return render(request, "desk/staff/leave.html", context, status=422 if form.errors else 200)


@staff_only("POST", needs=P.MANAGE_STAFF)
def come_back(request: HttpRequest, user_id: int) -> HttpResponse:
    """Somebody who left is invited again, as a caseworker until their duties are set."""
    user = User.objects.get(pk=user_id, is_active=False)
    acts.come_back(user=user, roles=[Role.CASEWORKER], by=request.user, now=timezone.now())
    _send_invitation(request, user)
    return redirect("desk:duties", user.pk)


def _colleague(user_id: int) -> User:
    return User.objects.at_work().get(pk=user_id)


def _send_invitation(request: HttpRequest, user: User) -> None:
    links.invite(
        user=user,
        by=request.user,
        site=request.build_absolute_uri(reverse("home")),
        now=timezone.now(),
    )
    messages.success(
        request,
        _("An invitation is on its way to %(address)s. It works once, for seven days.")
        % {"address": user.email},
    )
