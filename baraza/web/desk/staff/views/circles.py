"""Who may see what is confidential, and looking inside from outside."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from baraza.base.accounts import queries
from baraza.base.accounts.actions import circles as acts
from baraza.base.accounts.models import Circle
from baraza.base.accounts.rules import Permission
from baraza.dialogue.conversations.actions import confidential
from baraza.dialogue.conversations.queries import conversation_for
from baraza.web.desk.access import staff_only
from baraza.web.desk.staff.forms import CircleForm, GlassForm

P = Permission


@staff_only("GET", "POST", needs=P.MANAGE_CIRCLES)
def circles(request: HttpRequest) -> HttpResponse:
    """Who sees what is confidential?"""
    form = CircleForm(request.POST or None, initial={"members": [request.user.pk]})
    if request.method == "POST" and form.is_valid():
        try:
            acts.add_circle(by=request.user, **form.cleaned_data)
        except acts.CircleNameTaken:
            form.add_error("name", _("There is a circle of that name already."))
        else:
            messages.success(request, _("The circle is there."))
            return redirect("desk:circles")
    context = {
        "question": _("Who sees what is confidential?"),
        "form": form,
        "circles": queries.circles_for(user=request.user, now=timezone.now()),
    }
    return render(request, "desk/staff/circles.html", context, status=422 if form.errors else 200)


@staff_only("GET", "POST", needs=P.MANAGE_CIRCLES)
def change_circle(request: HttpRequest, circle_id: int) -> HttpResponse:
    """Who belongs to it? Only for who belongs to it."""
    circle = Circle.objects.get(pk=circle_id, members=request.user)
    form = CircleForm(
        request.POST or None,
        initial={"name": circle.name, "members": circle.members.values_list("pk", flat=True)},
    )
    if request.method == "POST" and form.is_valid():
        try:
            acts.change_circle(circle=circle, by=request.user, **form.cleaned_data)
        except acts.CircleNameTaken:
            form.add_error("name", _("There is a circle of that name already."))
        else:
            messages.success(request, _("Kept."))
            return redirect("desk:circles")
    context = {
        "question": _("Who belongs to “%(circle)s”?") % {"circle": circle.name},
        "form": form,
    }
    return render(request, "desk/staff/circle.html", context, status=422 if form.errors else 200)


@staff_only("GET", "POST", needs=P.BREAK_GLASS)
def break_glass(request: HttpRequest, circle_id: int) -> HttpResponse:
    """Why must you look inside?"""
    circle = Circle.objects.prefetch_related("members").get(pk=circle_id)
    form = GlassForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        acts.break_glass(
            circle=circle,
            user=request.user,
            reason=form.cleaned_data["reason"],
            now=timezone.now(),
        )
        messages.success(
            request, _("It is open to you for one hour. Everybody in the circle has been told.")
        )
        return redirect("desk:inbox")
    context = {
        "question": _("Why must you look inside “%(circle)s”?") % {"circle": circle.name},
        "circle": circle,
        "form": form,
    }
    return render(request, "desk/staff/glass.html", context, status=422 if form.errors else 200)


@staff_only("GET", "POST", needs=P.FILE_LETTERS)
def set_circle(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """Who may see this letter? One's own circles can be chosen, so that nobody shuts themselves
    out."""
    conversation = conversation_for(user=request.user, conversation_id=conversation_id)
    own = queries.circles_of(user=request.user, now=timezone.now())
    if request.method == "GET":
        context = {"conversation": conversation, "circles": own}
        return render(request, "desk/staff/circles_for.html", context)
    chosen = request.POST.get("circle", "")
    circle = own.get(pk=chosen) if chosen.isdecimal() else None
    confidential.set_circle(conversation=conversation, circle=circle, by=request.user)
    words = (
        _("Only the circle “%(circle)s” sees this letter now.") % {"circle": circle.name}
        if circle
        else _("All staff see this letter now.")
    )
    messages.success(request, words)
    if request.htmx:
        return HttpResponseClientRedirect(_letter_url(conversation.pk))
    return redirect(_letter_url(conversation.pk))


def _letter_url(conversation_id: int) -> str:
    return reverse("desk:letter", args=[conversation_id])
