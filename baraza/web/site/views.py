import hashlib

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import urlencode
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from baraza.base.channels.actions.intake import Arrival, store_arrivals
from baraza.base.channels.models import Channel
from baraza.base.office.models import Profile
from baraza.base.office_register.queries import offices
from baraza.base.places.queries import Standing, standing_of_address
from baraza.web.site import limits
from baraza.web.site.forms import ContactForm, ResidentForm
from baraza.web.site.pages import office_page, public_page, show
from baraza.web.site.tokens import StaleForm, new_token, showing

SOURCE = "form"


@require_safe
@public_page
def list_offices(request: HttpRequest) -> HttpResponse:
    """The offices this machine serves, for somebody who opens its bare name."""
    _name, _, port = request.get_host().rpartition(":")
    port = f":{port}" if port.isdigit() else ""
    listed = [
        {"name": office.name, "address": f"{request.scheme}://{hosts[0].domain}{port}/"}
        for office in offices()
        if (hosts := list(office.domains.all()))
    ]
    return show(request, "site/offices.html", {"offices": listed})


@require_safe
@office_page
def home(request: HttpRequest, own: Profile) -> HttpResponse:
    """Who this is, and how to reach them."""
    return show(request, "site/home.html", {}, own=own)


# No cookie, so not Django's protection but our own: see `tokens`.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@office_page
def contact(request: HttpRequest, own: Profile) -> HttpResponse:
    """Write to the office. What is sent is stored as it came, before anybody looks at it."""
    contact_form = ResidentForm if own.asks_where else ContactForm
    if request.method != "POST":
        return _form_page(request, own, contact_form())
    try:
        form = contact_form(request.POST)
    except RequestDataTooBig:
        return render(request, "413.html", status=413)
    if not form.is_valid():
        return _form_page(request, own, form, status=422)
    try:
        shown = showing(form.cleaned_data["token"])
    except StaleForm:
        return _form_page(request, own, form, status=422, trouble="stale")
    if limits.is_too_much(request):
        return _form_page(request, own, form, status=429, trouble="too_much")
    if own.asks_where and not form.asks_nothing_more and _is_outside(form):
        return _form_page(request, own, form, status=422, trouble="outside")
    entry = form.entry()
    # A double click or a reload brings the same words from the same showing; words changed after
    # going back are another letter.
    arrival = Arrival(
        content=entry,
        external_id=f"{shown}:{hashlib.sha256(entry).hexdigest()[:16]}",
        channel=Channel.FORM,
        is_live=True,
    )
    if store_arrivals(source=SOURCE, arrivals=[arrival], now=timezone.now()).new:
        limits.count(request)
    answer = next((way for way in ("email", "phone") if form.cleaned_data[way]), "none")
    query = urlencode({"lang": translation.get_language(), "answer": answer})
    return HttpResponseRedirect(f"{reverse('contact_thanks')}?{query}")


@require_safe
@office_page
def contact_thanks(request: HttpRequest, own: Profile) -> HttpResponse:
    """What happens next, by the way an answer can take."""
    return show(
        request, "site/contact_thanks.html", {"answer": request.GET.get("answer", "")}, own=own
    )


def _form_page(
    request: HttpRequest, own: Profile, form: ContactForm, *, status: int = 200, trouble: str = ""
) -> HttpResponse:
    token = new_token()
    if form.is_bound:
        form.data = form.data.copy()
        # A form shown again is the same showing, unless that one is over.
        token = form.data["token"] if _is_current(form.data.get("token", "")) else token
        form.data["website"] = ""
        form.data["token"] = token
        if trouble == "outside":
            form.data["told"] = "1"
    else:
        form.initial["token"] = token
    words = own.outside_words.get(translation.get_language(), "")
    context = {"form": form, "trouble": trouble, "outside_words": words}
    response = show(request, "site/contact.html", context, own=own, status=status)
    # Each reader's form has a mark of its own, so no proxy may keep it; yet "no-store" would make
    # browsers forget, on going back, what was written.
    response["Cache-Control"] = "private, no-cache"
    return response


def _is_outside(form: ContactForm) -> bool:
    day = timezone.localdate()
    standing = standing_of_address(address=form.cleaned_data["address"], day=day)
    return standing == Standing.OUTSIDE


def _is_current(token: str) -> bool:
    try:
        showing(token)
    except StaleForm:
        return False
    return True
