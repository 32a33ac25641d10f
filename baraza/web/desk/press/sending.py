"""A release on its way to the press, by mail or on paper."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from baraza.base.accounts.rules import Permission
from baraza.base.office.queries import needs_approval, profile
from baraza.engagement.press.actions import sending as acts
from baraza.engagement.press.models import MediaContact, Release, Sending
from baraza.engagement.press.queries import reached
from baraza.engagement.press.wording import as_mail
from baraza.flows.press import on_paper
from baraza.web.desk.access import staff_only
from baraza.web.desk.press.forms import SendForm


@staff_only("GET", "POST", needs=Permission.PUBLISH)
def send(request: HttpRequest, release_id: int) -> HttpResponse:
    """To whom shall it go?"""
    release = Release.objects.select_related("locale").get(pk=release_id)
    now = timezone.now()
    is_embargoed = release.embargo_until is not None and release.embargo_until > now
    writable = MediaContact.objects.writable().select_related("outlet")
    left = list(writable.exclude(pk__in=reached(release=release)))
    form = SendForm(request.POST or None, contacts=left, is_embargoed=is_embargoed)
    if request.method == "POST" and form.is_valid():
        try:
            sending = acts.send_release(
                release=release,
                contacts=form.cleaned_data["contacts"],
                is_early=form.is_early,
                by=request.user,
                site=request.build_absolute_uri("/"),
                now=now,
            )
        except acts.NeedsApproval:
            form.add_error(None, _("Somebody who approves must send this. Ask a colleague."))
        except acts.NotPublished:
            form.add_error(None, _("Nobody has published it yet. Publish it in the studio first."))
        except acts.NobodyLeft:
            form.add_error(None, _("Everybody chosen has it already. Nothing was sent."))
        else:
            words = ngettext("It leaves to %d contact.", "It leaves to %d contacts.", sending.size)
            undo = reverse("desk:stop-release", args=[sending.pk])
            messages.success(request, words % sending.size, extra_tags=undo)
            return redirect("desk:press")
    language = release.locale.language_code
    with translation.override(language):
        subject, text = as_mail(release=release, office=profile(), is_early=is_embargoed)
    context = {
        "question": _("To whom shall it go?"),
        "form": form,
        "release": release,
        "left": left,
        "has_it": reached(release=release).count(),
        "is_embargoed": is_embargoed,
        "needs_approval": needs_approval(user=request.user),
        "subject": subject,
        "text": text,
        "language": language,
        "back": reverse("desk:press"),
    }
    return render(request, "desk/press/send.html", context, status=422 if form.errors else 200)


@staff_only("POST", needs=Permission.PUBLISH)
def stop(request: HttpRequest, sending_id: int) -> HttpResponse:
    """It was not to go out."""
    sending = Sending.objects.get(pk=sending_id)
    count = acts.stop_sending(sending=sending, by=request.user, now=timezone.now())
    words = ngettext(
        "Stopped. %d letter never leaves; you can send it anew.",
        "Stopped. %d letters never leave; you can send them anew.",
        count,
    )
    messages.success(request, words % count)
    return redirect("desk:press")


@staff_only("GET", needs=Permission.DRAFT)
def paper(request: HttpRequest, release_id: int) -> HttpResponse:
    """The release on our letterhead, as PDF."""
    release = Release.objects.select_related("locale").get(pk=release_id)
    response = HttpResponse(
        on_paper(release=release, now=timezone.now()), content_type="application/pdf"
    )
    response["Content-Disposition"] = f'inline; filename="{release.slug}.pdf"'
    return response
