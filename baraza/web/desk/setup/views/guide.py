"""The set-up guide: from a new office to a published website, step by step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from wagtail.images import get_image_model

from baraza.base.accounts.rules import Permission, may
from baraza.base.office.actions import site as acts
from baraza.base.office.actions import update_profile
from baraza.base.office.actions.locations import add_location, set_week
from baraza.base.office.models import Profile
from baraza.base.office.queries import profile
from baraza.base.places.actions.by_hand import NameTaken
from baraza.dialogue.conversations.actions.acknowledge import as_it_leaves
from baraza.flows.guide import (
    Step,
    add_constituency,
    next_step,
    offered_letters,
    steps,
    take_letters,
)
from baraza.flows.site_preview import PARAMETER, preview_key
from baraza.web.desk.access import staff_only
from baraza.web.desk.setup import guide_forms
from baraza.web.desk.setup.forms import language_name

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Said:
    """A step in words. `leads` is where it is done, if not here; `also` where there is more."""

    label: Words
    why: Words
    leads: str = ""
    leads_label: Words = ""
    also: str = ""
    also_label: Words = ""
    needs: Permission = Permission.MANAGE_SETUP


SAID: dict[Step, Said] = {
    Step.WHO: Said(
        lazy("Who we are"),
        lazy("It stands at the top of every page and under every letter."),
    ),
    Step.REACH: Said(
        lazy("How people reach us"),
        lazy("It stands on the website from now on, published or not."),
    ),
    Step.PORTRAIT: Said(
        lazy("A portrait"),
        lazy("People recognise whom they write to. You can do without for now."),
    ),
    Step.HOURS: Said(
        lazy("Where and when we are open"),
        lazy("On the website, on the flyer and in people’s calendars."),
        also="desk:offices",
        also_label=lazy("Several offices, a mobile one, days that differ"),
    ),
    Step.PLACES: Said(
        lazy("The constituency and its places"),
        lazy("So that you see what comes from where, and notices reach those they concern."),
        also="desk:places-file",
        also_label=lazy("Bring in the boundaries as a file instead"),
    ),
    Step.MAILBOX: Said(
        lazy("The mailbox"),
        lazy("Letters come in by themselves, and answers leave from your own address."),
        leads="desk:new-mailbox",
        leads_label=lazy("Connect a mailbox"),
    ),
    Step.NOTE: Said(
        lazy("The note each writer gets at once"),
        lazy("Whoever writes knows at once that it arrived. It works as it is."),
        also="desk:letters",
        also_label=lazy("Write it in your own words"),
    ),
    Step.LETTERS: Said(
        lazy("The first letters"),
        lazy("What is answered often is written once. You can change every word later."),
        also="desk:letters",
        also_label=lazy("See the letters of the library"),
        needs=Permission.MANAGE_LIBRARY,
    ),
    Step.PEOPLE: Said(
        lazy("Your address book"),
        lazy("A table or the contacts of a telephone. You see first what would happen."),
        leads="desk:people-import",
        leads_label=lazy("Bring in people"),
    ),
    Step.PUBLISH: Said(
        lazy("Look at it, and publish"),
        lazy("One click, and one click takes it down again."),
        needs=Permission.PUBLISH,
    ),
}


@staff_only("GET", needs=Permission.MANAGE_SETUP)
def guide(request: HttpRequest) -> HttpResponse:
    """What is still missing?"""
    done = steps()
    own = profile()
    upcoming = next_step(done=done)
    context = {
        "question": _("From nothing to a website"),
        "steps": [(step, SAID[step], done[step], step == upcoming) for step in Step],
        "next": upcoming,
        "next_said": SAID[upcoming] if upcoming else None,
        "done": sum(done.values()),
        "all": len(Step),
        **_site(request, own),
    }
    return render(request, "desk/setup/guide.html", context)


@staff_only("GET", "POST", needs=Permission.MANAGE_SETUP)
def step(request: HttpRequest, name: str) -> HttpResponse:
    """One step of it, done here or where it belongs."""
    if name not in list(Step):
        raise Http404
    this = Step(name)
    said, own = SAID[this], profile()
    permitted = may(request.user, said.needs)
    form = FORMS[this](request, own) if this in FORMS and permitted else None
    sent = request.method == "POST" and form is not None and form.is_valid()
    if sent and KEEPS[this](request, form):
        messages.success(request, _("Kept."))
        following = next_step(done=steps(), after=this)
        return redirect("desk:guide-step", following) if following else redirect("desk:guide")
    done = steps()
    following = next_step(done=done, after=this)
    context = {
        "question": said.label,
        "step": this,
        "said": said,
        "form": form,
        "permitted": permitted,
        "is_done": done[this],
        "number": list(Step).index(this) + 1,
        "all": len(Step),
        "following": following if following != this else None,
        "portrait": own.portrait if this == Step.PORTRAIT else None,
        "offers_zone": this == Step.WHO and request.method == "GET" and own.timezone == "UTC",
        "notes": _notes(own) if this == Step.NOTE else (),
        "letters": _letters(own) if this == Step.LETTERS else (),
        **_site(request, own),
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "desk/setup/guide_step.html", context, status=status)


@staff_only("POST", needs=Permission.PUBLISH)
def publish(request: HttpRequest) -> HttpResponse:
    """Everybody may read the website."""
    acts.publish_site(by=request.user, now=timezone.now())
    words = _("It is published. Everybody reads it within five seconds.")
    messages.success(request, words, extra_tags=reverse("desk:take-down-site"))
    return redirect("desk:website")


@staff_only("POST", needs=Permission.PUBLISH)
def take_down(request: HttpRequest) -> HttpResponse:
    """Only how to reach the office stays on the website."""
    acts.take_down_site(by=request.user, now=timezone.now())
    words = _("It is taken down. How to reach you and the forms stay; nothing is lost.")
    messages.success(request, words, extra_tags=reverse("desk:publish-site"))
    return redirect("desk:website")


@staff_only("POST", needs=Permission.MANAGE_SETUP)
def remove_portrait(request: HttpRequest) -> HttpResponse:
    """The website shows no portrait."""
    before = acts.change_portrait(picture=None, by=request.user, now=timezone.now())
    undo = reverse("desk:restore-portrait", args=[before]) if before else ""
    messages.success(request, _("The portrait is off the website."), extra_tags=undo)
    return redirect("desk:guide-step", Step.PORTRAIT)


@staff_only("POST", needs=Permission.MANAGE_SETUP)
def restore_portrait(request: HttpRequest, picture_id: int) -> HttpResponse:
    """The website shows the portrait it had."""
    picture = get_image_model().objects.get(pk=picture_id)
    acts.change_portrait(picture=picture.pk, by=request.user, now=timezone.now())
    return redirect("desk:guide-step", Step.PORTRAIT)


@staff_only("POST", needs=Permission.MANAGE_SETUP)
def put_away(request: HttpRequest) -> HttpResponse:
    """Today does not show the guide any more."""
    acts.put_guide_away(now=timezone.now())
    undo = reverse("desk:bring-guide-back")
    words = _("The guide is put away. You find it under Set-up.")
    messages.success(request, words, extra_tags=undo)
    return redirect("desk:today")


@staff_only("POST", needs=Permission.MANAGE_SETUP)
def bring_back(request: HttpRequest) -> HttpResponse:
    """Today shows the guide again."""
    acts.bring_guide_back()
    return redirect("desk:today")


def _site(request: HttpRequest, own: Profile) -> dict[str, Any]:
    """The website as everybody will read it, in each language of it."""
    published = own.site_published_at
    query = {} if published else {PARAMETER: preview_key()}
    return {
        "published_at": published,
        "publishes": may(request.user, Permission.PUBLISH),
        "preview": "/?" + urlencode({"lang": own.default_language, **query}),
        "previews": [
            (code, language_name(code), "/?" + urlencode({"lang": code, **query}))
            for code in guide_forms.SPOKEN
        ],
    }


def _notes(own: Profile) -> list[tuple[str, str, str, str]]:
    """(language, its name, subject, text) of the note, as somebody gets it."""
    return [
        (code, language_name(code), *as_it_leaves(office=own, language=code, name="Amina Duale"))
        for code in own.languages
        if code in guide_forms.SPOKEN or code == own.default_language
    ]


def _letters(own: Profile) -> list[tuple[str, str, str]]:
    """(name, language, words) of each letter on offer."""
    found = []
    for one in offered_letters():
        code = next(code for code in own.languages if code in one.texts)
        found.append((one.title, code, one.texts[code].body))
    return found


def _keep_profile(request: HttpRequest, form: Any) -> bool:
    entered = form.entered if hasattr(form, "entered") else form.cleaned_data
    update_profile(by=request.user, **entered)
    return True


def _keep_portrait(request: HttpRequest, form: guide_forms.PortraitForm) -> bool:
    picture, known = form.cleaned_data["picture"], {"by": request.user, "now": timezone.now()}
    if picture:
        acts.set_portrait(file=picture, shows=form.shows, **known)
    else:
        acts.describe_portrait(shows=form.shows, **known)
    return True


def _keep_hours(request: HttpRequest, form: guide_forms.FirstOfficeForm) -> bool:
    data = form.cleaned_data
    location = add_location(name=data["name"], address=data["address"], by=request.user)
    set_week(location=location, week=form.week, by=request.user)
    return True


def _keep_places(request: HttpRequest, form: guide_forms.PlacesForm) -> bool:
    data = form.cleaned_data
    try:
        add_constituency(
            name=data["name"], places=data["places"], by=request.user, now=timezone.now()
        )
    except NameTaken:
        form.add_error("name", _("There is one of that name already: see Set-up, Places."))
        return False
    return True


def _keep_letters(request: HttpRequest, form: guide_forms.LettersForm) -> bool:
    take_letters(keys=form.cleaned_data["letters"], by=request.user, now=timezone.now())
    return True


FORMS: dict[Step, Callable[[HttpRequest, Profile], forms.BaseForm]] = {
    Step.WHO: lambda request, own: guide_forms.WhoForm(request.POST or None, own=own),
    Step.REACH: lambda request, own: guide_forms.ReachForm(request.POST or None, instance=own),
    Step.PORTRAIT: lambda request, own: guide_forms.PortraitForm(
        request.POST or None, request.FILES or None, own=own
    ),
    Step.HOURS: lambda request, own: guide_forms.FirstOfficeForm(request.POST or None, own=own),
    Step.PLACES: lambda request, own: guide_forms.PlacesForm(
        request.POST or None, initial={"name": own.constituency}
    ),
    Step.NOTE: lambda request, own: guide_forms.NoteForm(request.POST or None, instance=own),
    Step.LETTERS: lambda request, own: guide_forms.LettersForm(
        request.POST or None, offered=offered_letters()
    ),
}
KEEPS: dict[Step, Callable[[HttpRequest, Any], bool]] = {
    Step.WHO: _keep_profile,
    Step.REACH: _keep_profile,
    Step.PORTRAIT: _keep_portrait,
    Step.HOURS: _keep_hours,
    Step.PLACES: _keep_places,
    Step.NOTE: _keep_profile,
    Step.LETTERS: _keep_letters,
}
