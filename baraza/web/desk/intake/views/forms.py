"""Forms on paper: printed with a code that leads back, and found by it when they return."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from baraza.base.accounts.rules import Permission
from baraza.base.office.queries import profile
from baraza.base.people.models import Person
from baraza.common.paper import read_code
from baraza.engagement.casework.actions.intake import print_forms
from baraza.engagement.casework.models import Case, Intake
from baraza.engagement.casework.queries.kinds import kinds_offered
from baraza.web.desk.access import staff_only
from baraza.web.desk.intake.forms import PrintForm
from baraza.web.desk.intake.papers import pdf_of
from baraza.web.desk.people.forms import languages

TAKES_IN = Permission.TAKE_IN_CASES
ROWS = 50


@staff_only("GET", "POST", needs=TAKES_IN)
def page(request: HttpRequest) -> HttpResponse:
    """Which form on paper? Printed, it opens as one file."""
    form = PrintForm(request.POST or None, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data
        printed = print_forms(
            kind=wanted["kind"],
            count=wanted["count"],
            language=wanted["language"],
            person=wanted["person"],
            by=request.user,
            now=timezone.now(),
        )
        return _pdf(request, printed, is_large=wanted["large"])
    office = profile()
    number = request.GET.get("person", "")
    context = {
        "question": _("Which form on paper?"),
        "person": Person.objects.current().filter(pk=number).first()
        if number.isdecimal()
        else None,
        "form": form,
        "kinds": kinds_offered(),
        "printed": _printed()[:ROWS],
        "languages": languages(),
        "language": get_language()
        if get_language() in office.languages
        else office.default_language,
    }
    return render(request, "desk/intake/forms.html", context, status=422 if form.errors else 200)


@staff_only("GET", needs=TAKES_IN)
def find(request: HttpRequest) -> HttpResponse:
    """The form, or the case, whose code somebody has before them."""
    code = read_code(request.GET.get("code", "")[:100])
    if code:
        found = _led_to(request, code)
        if found:
            return redirect(found)
        words = _("No form and no case of this office has the code %(code)s.") % {"code": code}
    else:
        words = _("That is not a whole code. It has eight signs, like ABCD-EFGH.")
    messages.error(request, words)
    return redirect("desk:case-forms")


@staff_only("GET", needs=TAKES_IN)
def form(request: HttpRequest, code: str) -> HttpResponse:
    """A form that came back: it is typed in, or it was already, which is said."""
    found = _led_to(request, read_code(code[:40]) or "")
    if found is None:
        raise Http404
    return redirect(found)


@staff_only("GET", needs=TAKES_IN)
def paper(request: HttpRequest, code: str) -> HttpResponse:
    """One form once more."""
    return _pdf(request, [_printed().get(code=code)], is_large="large" in request.GET)


def _led_to(request: HttpRequest, code: str) -> str | None:
    """Where a code leads: to what is typed of a form, or to the case it became."""
    case = Case.objects.visible_to(request.user).filter(code=code).first()
    intake = Intake.objects.filter(code=code, printed_at__isnull=False).first()
    if case is None and intake is not None and intake.case_id:
        case = Case.objects.visible_to(request.user).filter(pk=intake.case_id).first()
    if case is not None:
        if intake is not None:
            messages.info(request, _("This form has been entered already; this is its case."))
        return reverse("desk:case", args=[case.pk])
    if intake is not None and intake.finished_at is None:
        return f"{reverse('desk:new-case')}?intake={intake.code}"
    return None


def _printed() -> QuerySet[Intake]:
    return (
        Intake.objects.filter(printed_at__isnull=False, finished_at__isnull=True)
        .select_related("kind", "person", "author")
        .defer("typed")
        .order_by("-printed_at", "pk")
    )


def _pdf(request: HttpRequest, printed: list[Intake], *, is_large: bool) -> HttpResponse:
    response = HttpResponse(
        pdf_of(printed, request, is_large=is_large), content_type="application/pdf"
    )
    name = f"case-{printed[0].code}.pdf"
    response["Content-Disposition"] = content_disposition_header(False, name)
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
