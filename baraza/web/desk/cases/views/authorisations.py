"""What somebody allows: shown to them, signed before us, taken back; and where it is missing."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from baraza.base.accounts.rules import Permission
from baraza.base.office.queries import profile
from baraza.common.numbers import is_number
from baraza.common.paper import read_code
from baraza.engagement.casework.actions import authorising, wordings
from baraza.engagement.casework.models import (
    AuthorisationRule,
    AuthorisationWording,
    Case,
    Proof,
)
from baraza.engagement.casework.queries.authorising import (
    MOST,
    authorisation_for,
    letters_held,
    running_out,
    usual_expiry,
    whom_to_name,
)
from baraza.engagement.casework.queries.authorising import wordings as all_wordings
from baraza.engagement.casework.queries.file import case_for
from baraza.engagement.casework.rules import SUFFICIENT, today
from baraza.web.desk.access import staff_only
from baraza.web.desk.cases.authorisation_paper import pdf_of
from baraza.web.desk.cases.forms.authorisations import HOW, AuthorisationForm
from baraza.web.desk.cases.place import Place
from baraza.web.desk.cases.views.pages import Toast, case_pane
from baraza.web.desk.setup.forms import language_name


@staff_only("GET", "POST", needs=Permission.MANAGE_CASES)
def authorise(request: HttpRequest, case_id: int) -> HttpResponse:
    """May we ask for you?"""
    case = case_for(user=request.user, case_id=case_id)
    wording = _wording(request, case)
    organisations = whom_to_name(case=case)
    rule = AuthorisationRule(case.kind.authorisation)
    proofs = [one for one in HOW if one in SUFFICIENT[rule]]
    usual = Proof.ASKING if rule == AuthorisationRule.IMPLIED else Proof.DRAWN
    asked = request.GET.get("proof", "")
    day = today()
    form = AuthorisationForm(
        request.POST or None,
        request.FILES or None,
        proofs=proofs,
        organisations=organisations,
        initial={
            "proof": asked if asked in proofs else usual,
            "matter": case.title,
            "organisations": [case.organisation_id],
            "given_date": day,
            "expires_date": usual_expiry(given=day),
            "wording": wording.pk,
        },
    )
    if request.method == "POST" and form.is_valid() and _recorded(request, case, form):
        messages.success(request, _("Kept. We may ask now, as far as they allow."))
        return redirect(reverse("desk:case", args=[case.pk]) + "#authorisation")
    giver = authorising.giver_of(case)
    context = {
        "question": _("May we ask for you?"),
        "case": case,
        "giver": giver,
        "office": profile(),
        "form": form,
        "wording": wording,
        "wordings": _choices(),
        "rule": rule,
    }
    status = 422 if form.errors else 200
    return render(request, "desk/cases/authorise.html", context, status=status)


@staff_only("GET", needs=Permission.MANAGE_CASES)
def paper(request: HttpRequest, case_id: int) -> HttpResponse:
    """The page to be signed, as it comes from the printer."""
    case = case_for(user=request.user, case_id=case_id)
    organisations = [one for one in whom_to_name(case=case) if one.pk == case.organisation_id]
    content = pdf_of(
        case=case,
        wording=_wording(request, case),
        organisations=organisations,
        request=request,
        is_large=request.GET.get("large") == "1",
    )
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{case.code}.pdf"'
    return response


@staff_only("GET", needs=Permission.MANAGE_CASES)
def paper_came_back(request: HttpRequest, code: str) -> HttpResponse:
    """The code on a signed page leads to where it is kept."""
    case = Case.objects.visible_to(request.user).get(code=read_code(code))
    return redirect(reverse("desk:authorise", args=[case.pk]) + f"?proof={Proof.SCAN}")


@staff_only("POST", needs=Permission.MANAGE_CASES)
def withdraw(request: HttpRequest, authorisation_id: int) -> HttpResponse:
    """They no longer allow it."""
    found = authorisation_for(user=request.user, authorisation_id=authorisation_id)
    done = authorising.withdraw_authorisation(
        authorisation=found, by=request.user, now=timezone.now(), because=_because(request)
    )
    return _stopped(request, done)


@staff_only("POST", needs=Permission.MANAGE_CASES)
def withdraw_asking(request: HttpRequest, case_id: int) -> HttpResponse:
    """Asking us was enough, and no longer is."""
    case = case_for(user=request.user, case_id=case_id)
    done = authorising.withdraw_asking_us(
        case_id=case.pk, by=request.user, now=timezone.now(), because=_because(request)
    )
    return _stopped(request, done)


@staff_only("POST", needs=Permission.MANAGE_CASES)
def restore(request: HttpRequest, authorisation_id: int) -> HttpResponse:
    """They allow it after all."""
    found = authorisation_for(user=request.user, authorisation_id=authorisation_id)
    authorising.undo_withdrawal(authorisation=found, by=request.user, now=timezone.now())
    toast = Toast(words=_("It holds again. What was held back leaves now."))
    return case_pane(
        request,
        Place.of(request),
        case_id=found.case_id,
        toast=toast,
        changed=True,
        opens="authorisation",
    )


@staff_only("GET", needs=Permission.READ_LETTERS)
def missing(request: HttpRequest) -> HttpResponse:
    """Who has to allow us first?"""
    day = today()
    context = {
        "question": _("Who has to allow us first?"),
        "held": letters_held(user=request.user),
        "running_out": running_out(user=request.user, day=day)[:MOST],
        "today": day,
    }
    return render(request, "desk/cases/authorisations.html", context)


def _recorded(request: HttpRequest, case: Case, form: AuthorisationForm) -> bool:
    """False where the form says what is in the way."""
    given = form.cleaned_data
    try:
        authorising.record_authorisation(
            case_id=case.pk,
            proof=Proof(given["proof"]),
            matter=given["matter"],
            organisations=given.get("organisations") or (),
            given_date=given["given_date"],
            expires_date=given["expires_date"],
            wording=given["wording"],
            witness=given["witness"],
            file=given["file"],
            by=request.user,
            now=timezone.now(),
        )
    except authorising.NotThatDay:
        form.add_error("given_date", _("This day has not come yet."))
        return False
    return True


def _stopped(request: HttpRequest, done: authorising.Withdrawn) -> HttpResponse:
    words = [_("Nobody is asked any more.")]
    if done.letters:
        words.append(_("What waited to leave is held back."))
    if done.papers:
        words.append(_("What waited for the printer is a draft again."))
    toast = Toast(
        words=" ".join(words),
        undo_url=reverse("desk:restore-authorisation", args=[done.authorisation.pk])
        + Place.of(request).here,
    )
    return case_pane(
        request,
        Place.of(request),
        case_id=done.authorisation.case_id,
        toast=toast,
        changed=True,
        opens="authorisation",
    )


def _because(request: HttpRequest) -> str:
    return request.POST.get("because", "")


def _wording(request: HttpRequest, case: Case) -> AuthorisationWording:
    """The words asked for; else those in the language of whoever signs."""
    asked = request.POST.get("wording") or request.GET.get("wording", "")
    if is_number(asked):
        found = AuthorisationWording.objects.filter(pk=asked).first()
        if found is not None:
            return found
    giver = authorising.giver_of(case)
    language = case.language or (giver.language if giver else "") or profile().default_language
    return wordings.wording_in(language=language, now=timezone.now())


def _choices() -> list[tuple[str, AuthorisationWording]]:
    """Every version there is, the newest of each language under its name alone."""
    now = timezone.now()
    for language in profile().languages:
        wordings.wording_in(language=language, now=now)
    found, seen = [], set()
    for one in all_wordings():
        name = language_name(one.language)
        if one.language in seen:
            name = _("%(language)s, version %(version)s") % {
                "language": name,
                "version": one.version,
            }
        seen.add(one.language)
        found.append((name, one))
    return found
