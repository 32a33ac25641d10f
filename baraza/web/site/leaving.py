"""The way out of letters to many. Opening it changes nothing, for mail programs look at links by
themselves; a button does, or the mail program's own (RFC 8058)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from baraza.base.office.models import Profile
from baraza.dialogue.audiences.actions import mailing
from baraza.dialogue.audiences.leaving import UnknownWayOut, addressee_of
from baraza.engagement.press.actions.outlets import decline, want_again
from baraza.engagement.press.rules import UnknownWayOut as NoSuchContact
from baraza.engagement.press.rules import contact_of
from baraza.web.site.pages import office_page, show


# Nobody is signed in here: whoever holds the address may say it.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@office_page
def leave(request: HttpRequest, own: Profile, token: str) -> HttpResponse:
    """Do you want no more of these letters?"""
    try:
        addressee = addressee_of(token=token)
    except UnknownWayOut as unknown:
        raise Http404 from unknown
    said = ""
    if request.method == "POST":
        said = "stay" if request.POST.get("stay") else "leave"
        act = mailing.come_back if said == "stay" else mailing.leave
        act(addressee=addressee, now=timezone.now())
    context = {"said": said, "purpose": addressee.mailing.get_purpose_display()}
    response = show(request, "site/leave.html", context, own=own)
    response["Cache-Control"] = "private, no-store"
    return response


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@office_page
def leave_press(request: HttpRequest, own: Profile, token: str) -> HttpResponse:
    """Do you want no more press releases?"""
    try:
        contact = contact_of(token=token)
    except NoSuchContact as unknown:
        raise Http404 from unknown
    said = ""
    if request.method == "POST":
        said = "stay" if request.POST.get("stay") else "leave"
        act = want_again if said == "stay" else decline
        act(contact=contact, now=timezone.now())
    response = show(request, "site/leave.html", {"said": said, "purpose": ""}, own=own)
    response["Cache-Control"] = "private, no-store"
    return response
