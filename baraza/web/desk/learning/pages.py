"""Pages that came with the product: read, changed in the studio, put on the website."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from baraza.base.accounts.rules import Permission
from baraza.engagement.civics import queries, standard
from baraza.engagement.civics.actions import coming, saying
from baraza.web.desk.access import staff_only
from baraza.web.desk.learning.forms import ParliamentForm


@staff_only("GET", needs=Permission.DRAFT)
def pages(request: HttpRequest) -> HttpResponse:
    """Which of the pages that came fit us?"""
    outlines = {page.key for page in standard.pages(standard.LANGUAGES[0]) if page.is_outline}
    came = [
        {
            "key": key,
            "depth": key.count("/"),
            "first": rows[0],
            "versions": rows,
            "is_live": any(row.page.live for row in rows),
            "is_changed": any(row.page.latest_revision_id != row.revision_id for row in rows),
            "is_outline": key in outlines,
        }
        for key, rows in queries.pages_that_came().items()
    ]
    waiting = {row.key for row in queries.unreviewed()}
    context = {
        "question": _("Which of these pages fit us?"),
        "came": came,
        "waiting": len(waiting),
        "parliament": queries.parliament(),
    }
    return render(request, "desk/learning/pages.html", context)


@staff_only("POST", needs=Permission.PUBLISH)
def publish_all(request: HttpRequest) -> HttpResponse:
    """All of them fit."""
    count = coming.publish_all(by=request.user, now=timezone.now())
    words = ngettext(
        "%d page is on the website, in each language it has.",
        "%d pages are on the website, in each language they have.",
        count,
    )
    messages.success(request, words % count)
    return redirect("desk:came-pages")


@staff_only("POST", needs=Permission.PUBLISH)
def publish(request: HttpRequest) -> HttpResponse:
    """This one fits."""
    key = _key(request)
    coming.publish(key=key, by=request.user, now=timezone.now())
    undo = f"{reverse('desk:take-down-came-page')}?{urlencode({'key': key})}"
    messages.success(request, _("It is on the website, in each language."), extra_tags=undo)
    return redirect("desk:came-pages")


@staff_only("POST", needs=Permission.PUBLISH)
def take_down(request: HttpRequest) -> HttpResponse:
    """Nobody is to read it any more."""
    key = _key(request)
    coming.take_down(key=key, by=request.user, now=timezone.now())
    undo = f"{reverse('desk:publish-came-page')}?{urlencode({'key': key})}"
    messages.success(
        request, _("It is no longer on the website. Its words are kept."), extra_tags=undo
    )
    return redirect("desk:came-pages")


@staff_only("GET", "POST", needs=Permission.PUBLISH)
def parliament(request: HttpRequest) -> HttpResponse:
    """What is our parliament like?"""
    form = ParliamentForm.of(queries.parliament(), request.POST or None)
    if request.method == "POST" and form.is_valid():
        saying.save_parliament(about=form.about, by=request.user, now=timezone.now())
        messages.success(request, _("Kept. The pages say it within a few seconds."))
        return redirect("desk:came-pages")
    context = {
        "question": _("What is our parliament like?"),
        "form": form,
        "back": reverse("desk:came-pages"),
    }
    return render(request, "desk/edit.html", context, status=422 if form.errors else 200)


def _key(request: HttpRequest) -> str:
    """Which page is meant; raises Http404 where it is not there."""
    key = request.GET.get("key", "")
    if key not in queries.pages_that_came():
        raise Http404(key)
    return key
