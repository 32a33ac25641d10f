"""One's own account: how one signs in, where, and when one is away."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from baraza.base.accounts import queries
from baraza.base.accounts.actions import sessions
from baraza.base.accounts.actions import staff as acts
from baraza.base.accounts.actions.notifications import set_mail_wishes
from baraza.base.accounts.receivers import SESSION_ID
from baraza.base.office.queries import acknowledged_by
from baraza.web.desk.access import staff_only
from baraza.web.desk.staff.checklist import CHECKLIST
from baraza.web.desk.staff.devices import device_words
from baraza.web.desk.staff.forms import AbsenceForm, HandOverForm, IntroductionForm, WishesForm
from baraza.web.desk.staff.views.work import HANDED_OVER


@staff_only("GET", "POST")
def account(request: HttpRequest) -> HttpResponse:
    """Is your account as it should be?"""
    user = request.user
    form = IntroductionForm(
        request.POST or None,
        initial={"name": user.name, "language": user.language, "languages": user.languages},
    )
    if request.method == "POST" and form.is_valid():
        acts.introduce(user=user, **form.cleaned_data)
        messages.success(request, _("Kept."))
        return redirect("desk:me")
    now = timezone.now()
    since = now - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    open_sessions = queries.open_sessions(user=user, since=since)
    for session in open_sessions:
        session.words = device_words(session.device)
        session.is_this = str(session.pk) == request.session.get(SESSION_ID)
    context = {
        "question": _("Is your account as it should be?"),
        "form": form,
        "absence_form": AbsenceForm(user=user),
        "absences": user.absences.filter(last_date__gte=timezone.localdate()).select_related(
            "delegate"
        ),
        "sessions": open_sessions,
        "has_factor": request.has_second_factor,
        "agreed_at": acknowledged_by().get(user.pk),
        "wishes": WishesForm(wishes=queries.mail_wishes(user=user)),
        "trainings": user.trainings.all(),
        "hand_over": HandOverForm(user=user, auto_id="hand_over_%s"),
        "just_handed_over": request.session.get(HANDED_OVER, {}).get("user") == user.pk,
    }
    return render(request, "desk/staff/me.html", context, status=422 if form.errors else 200)


@staff_only("POST")
def wish(request: HttpRequest) -> HttpResponse:
    """What comes to you by mail, and when."""
    form = WishesForm(request.POST, wishes=queries.mail_wishes(user=request.user))
    if form.is_valid():
        set_mail_wishes(user=request.user, timings=form.cleaned_data)
        messages.success(request, _("Kept."))
    else:
        messages.error(request, _("Choose when for each of them. Nothing was changed."))
    return redirect("desk:me")


@staff_only("POST")
def add_absence(request: HttpRequest) -> HttpResponse:
    """Days away, and who stands in."""
    form = AbsenceForm(request.POST, user=request.user)
    if form.is_valid():
        acts.add_absence(user=request.user, **form.cleaned_data)
        messages.success(request, _("Kept. Have a good time."))
    else:
        messages.error(request, _("These days do not fit together. Nothing was changed."))
    return redirect("desk:me")


@staff_only("POST")
def remove_absence(request: HttpRequest, absence_id: int) -> HttpResponse:
    """Here after all."""
    acts.remove_absence(user=request.user, absence_id=absence_id)
    return redirect("desk:me")


@staff_only("POST")
def end_session(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Signs out one browser."""
    if not sessions.end_session(user=request.user, session_id=session_id, now=timezone.now()):
        raise Http404
    messages.success(request, _("That browser is signed out."))
    return redirect("desk:me")


@staff_only("POST")
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """Signs out every browser but this one."""
    sessions.end_sessions(
        user=request.user, now=timezone.now(), kept=UUID(request.session[SESSION_ID])
    )
    update_session_auth_hash(request, request.user)
    messages.success(request, _("Every other browser is signed out."))
    return redirect("desk:me")


@staff_only("GET")
def safety(request: HttpRequest) -> HttpResponse:
    """What keeps your own accounts safe?"""
    context = {"question": _("What keeps your own accounts safe?"), "checklist": CHECKLIST}
    return render(request, "desk/staff/safety.html", context)
