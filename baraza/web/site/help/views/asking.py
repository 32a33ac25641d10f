"""Ask for help, step by step: kept at each step, gone on with by a code, sent once."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta

from django.core.exceptions import RequestDataTooBig, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import urlencode
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from baraza.base.office.models import Profile, Way
from baraza.common.paper.codes import new_code, read_code
from baraza.engagement.casework.actions import asking
from baraza.engagement.casework.actions import intake as begun
from baraza.engagement.casework.asked import Asked
from baraza.engagement.casework.models import CaseKind, Intake
from baraza.engagement.casework.queries.public_agencies import public_kinds, public_programmes
from baraza.engagement.events.queries.free import bookable
from baraza.web.site import limits
from baraza.web.site.help.steps import NAMES, STAGES, Stage, Step
from baraza.web.site.help.uploading import TAKEN, keep_files, watch
from baraza.web.site.limits import Limit
from baraza.web.site.pages import office_page, show
from baraza.web.site.reach.doors import closed_page
from baraza.web.site.tokens import GOOD_FOR, StaleForm, new_pass, new_token, passed, showing

FORM = "help-form"
BEGUN = Limit("help-begun", 20, 500)
CODES = Limit("help-codes", 20, 500)
# What else may help, on the last page.
MOST_SUPPORT = 3


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@office_page
def begin(request: HttpRequest, own: Profile) -> HttpResponse:
    """What is it about? One press of a button begins the form, or changes what it is about."""
    kinds = list(CaseKind.objects.in_use().filter(is_public=True))
    if request.method != "POST":
        # Whoever has begun goes on, whatever closed since.
        closed = None if request.GET.get("of") else closed_page(request, own, Way.HELP)
        return closed or _kinds_page(request, own, kinds)
    kind = next((one for one in kinds if str(one.pk) == request.POST.get("kind", "")), None)
    if kind is None:
        return _kinds_page(request, own, kinds, status=422, trouble="kind")
    if request.POST.get("website"):
        return _kinds_page(request, own, kinds, status=422, trouble="trap")
    former = _opened_by(request.POST.get("of", ""))
    if former is None or former.finished_at is not None:
        former = None
        try:
            showing(request.POST.get("token", ""))
        except StaleForm:
            return _kinds_page(request, own, kinds, status=422, trouble="stale")
        if limits.is_too_much(request, BEGUN):
            return _kinds_page(request, own, kinds, status=429, trouble="too_much")
        limits.count(request, BEGUN)
    intake = _save(former, kind, {})
    return _to(intake, NAMES[0])


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@office_page
def step(request: HttpRequest, own: Profile, token: str, name: str) -> HttpResponse:
    """One step: whatever is typed is kept first, then looked at."""
    stage = next((one for one in STAGES if one.name == name), None)
    if stage is None:
        raise Http404
    if request.method == "POST":
        return _take(request, own, token, stage)
    intake = _opened_by(token)
    if intake is None:
        return _away()
    if intake.finished_at is not None:
        return _to(intake, "sent")
    if intake.kind is None:
        return _what_about(token)
    form = _filled(stage, intake)
    return _step_page(request, own, intake, stage, form)


def _take(request: HttpRequest, own: Profile, token: str, stage: Stage) -> HttpResponse:
    watched = watch(request)
    intake = _opened_by(token, good_for=GOOD_FOR)
    if intake is None:
        return _away()
    if intake.finished_at is not None:
        return _to(intake, "sent")
    if intake.kind is None:
        return _what_about(token)
    try:
        form = stage.form(request.POST, kind=intake.kind)
    except RequestDataTooBig:
        return render(request, "413.html", status=413)
    typed = form.typed()
    is_late = _opened_by(token) is None
    if is_late:
        # The page was open for hours: what is new is kept, and nothing of it is shown here.
        typed = {field: value for field, value in typed.items() if value}
    try:
        intake = _save(intake, intake.kind, typed)
        problems = keep_files(request=request, intake=intake, watched=watched)
    except begun.AlreadyFinished:
        return _to(intake, "sent")
    if is_late:
        return _away(saved=True)
    if gone := request.POST.get("remove"):
        _remove(intake, gone)
    if "later" in request.POST:
        return _to(intake, "later")
    if problems or gone or "add" in request.POST:
        status = 422 if problems else 200
        return _step_page(request, own, intake, stage, _filled(stage, intake), problems, status)
    if not form.is_valid():
        return _step_page(request, own, intake, stage, form, status=422)
    # Whoever came from the last page, to change something, goes back there.
    following = [*NAMES, "review"][NAMES.index(stage.name) + 1]
    return _to(intake, "review" if request.POST.get("whole") else following)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@office_page
def review(request: HttpRequest, own: Profile, token: str) -> HttpResponse:
    """Everything once more, and then it is sent."""
    intake = _opened_by(token)
    if intake is None:
        return _away()
    if intake.finished_at is not None:
        return _to(intake, "sent")
    if intake.kind is None:
        return _what_about(token)
    steps = [(stage, _bound(stage, intake)) for stage in STAGES]
    missing = [stage for stage, form in steps if not form.is_valid()]
    if request.method == "POST" and request.POST.get("website"):
        return _review_page(request, own, intake, steps, missing, status=422, trouble="trap")
    if request.method != "POST" or missing:
        status = 422 if request.method == "POST" else 200
        return _review_page(request, own, intake, steps, missing, status=status)
    # As it was understood: a day in one way of writing it, no sign that cannot be kept.
    cleaned = Asked.kept_in(intake).typed | {
        field: str(value)
        for _stage, form in steps
        for field, value in form.cleaned_data.items()
        if isinstance(value, str | date)
    }
    with suppress(begun.AlreadyFinished):  # a double click
        intake = _save(intake, intake.kind, cleaned)
    asking.send_asking(intake=intake, now=timezone.now())
    return _to(intake, "sent")


@require_safe
@office_page
def sent(request: HttpRequest, own: Profile, token: str) -> HttpResponse:
    """It has arrived: the code, and what happens next."""
    intake = _opened_by(token)
    if intake is None:
        return HttpResponseRedirect(_with_language(reverse("help_status")))
    if intake.finished_at is None:
        return _to(intake, "review")
    language = translation.get_language() or "en"
    support = public_programmes(language=language, day=timezone.localdate(), kind_id=intake.kind_id)
    context = {
        "intake": intake,
        "haste": Asked.kept_in(intake).haste.name,
        "support": support[:MOST_SUPPORT],
        "may_meet": bookable().exists(),
    }
    return _private(show(request, "site/help/sent.html", context, own=own))


@require_safe
@office_page
def later(request: HttpRequest, own: Profile, token: str) -> HttpResponse:
    """It is kept; with this code they go on."""
    intake = _opened_by(token)
    if intake is None:
        return _away()
    context = {"intake": intake, "token": new_pass(FORM, intake.pk)}
    return _private(show(request, "site/help/later.html", context, own=own))


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@office_page
def resume(request: HttpRequest, own: Profile) -> HttpResponse:
    """Go on with a form by its code. A wrong one is told nothing, and not for long."""
    context: dict[str, object] = {"saved": "saved" in request.GET, "typed": ""}
    status = 200
    if request.method == "POST":
        typed = request.POST.get("code", "")[:40]
        code = read_code(typed)
        context["typed"] = typed
        if limits.is_too_much(request, CODES):
            status, context["trouble"] = 429, "too_much"
        else:
            unsent = Intake.objects.filter(author__isnull=True, finished_at__isnull=True)
            intake = unsent.filter(code=code or "").first()
            if intake is not None:
                return _to(intake, NAMES[0])
            limits.count(request, CODES)
            status, context["trouble"] = 422, "unknown"
    return _private(show(request, "site/help/resume.html", context, own=own, status=status))


def _opened_by(token: str, *, good_for: timedelta | None = None) -> Intake | None:
    """The form a pass leads to, while it lasts."""
    try:
        number = passed(FORM, token, **({"good_for": good_for} if good_for else {}))
    except StaleForm:
        return None
    return (
        Intake.objects.filter(pk=number, author__isnull=True)
        .select_related("kind")
        .prefetch_related("kind__fields")
        .first()
    )


def _save(former: Intake | None, kind: CaseKind | None, typed: dict[str, str]) -> Intake:
    return begun.save_intake(
        code=former.code if former else new_code(),
        typed={**Asked.kept_in(former).typed, **typed},
        kind=kind,
        language=translation.get_language() or "",
        now=timezone.now(),
    )


def _remove(intake: Intake, public_id: str) -> None:
    try:
        file = intake.files.filter(public_id=public_id).first()
    except ValidationError:
        return
    if file is not None:
        begun.remove_file(file=file)


def _filled(stage: Stage, intake: Intake) -> Step:
    """As it was typed, and nothing called wrong yet."""
    typed = {name: value for name, value in Asked.kept_in(intake).typed.items() if value}
    return stage.form(initial=typed, kind=intake.kind)


def _bound(stage: Stage, intake: Intake) -> Step:
    return stage.form(Asked.kept_in(intake).typed, kind=intake.kind)


def _kinds_page(
    request: HttpRequest,
    own: Profile,
    kinds: list[CaseKind],
    *,
    status: int = 200,
    trouble: str = "",
) -> HttpResponse:
    context = {
        "kinds": [(kind, kind.said("help")) for kind in kinds],
        "trouble": trouble,
        "token": new_token(),
        "of": request.POST.get("of") or request.GET.get("of", ""),
    }
    response = show(request, "site/help/kinds.html", context, own=own, status=status)
    response["Cache-Control"] = "private, no-cache"
    return response


def _step_page(
    request: HttpRequest,
    own: Profile,
    intake: Intake,
    stage: Stage,
    form: Step,
    problems: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    number = NAMES.index(stage.name)
    token = new_pass(FORM, intake.pk)
    context = {
        "intake": intake,
        "kind": intake.kind,
        "stage": stage,
        "form": form,
        "token": token,
        "number": number + 1,
        "steps": len(STAGES) + 1,
        "before": NAMES[number - 1] if number else "",
        "whole": "whole" in request.GET or bool(request.POST.get("whole")),
        "problems": problems or [],
        "haste": Asked.kept_in(intake).haste.name,
        "has_agencies": not number and _has_agencies(intake),
    }
    if stage.name == "questions":
        context["files"] = list(intake.files.defer("content"))
        context["taken"] = ",".join(f".{ending}" for kind in TAKEN for ending in kind.endings)
    template = f"site/help/{stage.name}.html"
    return _private(show(request, template, context, own=own, status=status))


def _review_page(
    request: HttpRequest,
    own: Profile,
    intake: Intake,
    steps: list[tuple[Stage, Step]],
    missing: list[Stage],
    *,
    status: int,
    trouble: str = "",
) -> HttpResponse:
    context = {
        "intake": intake,
        "kind": intake.kind,
        "parts": [(stage, list(form.answered())) for stage, form in steps],
        "files": list(intake.files.defer("content")),
        "missing": missing,
        "token": new_pass(FORM, intake.pk),
        "steps": len(STAGES) + 1,
        "trouble": trouble,
        "haste": Asked.kept_in(intake).haste.name,
    }
    return _private(show(request, "site/help/review.html", context, own=own, status=status))


def _to(intake: Intake, name: str) -> HttpResponse:
    """On with a fresh pass, so that whoever writes slowly is not shut out."""
    token = new_pass(FORM, intake.pk)
    address = (
        reverse("help_step", kwargs={"token": token, "name": name})
        if name in NAMES
        else reverse(f"help_{name}", kwargs={"token": token})
    )
    return HttpResponseRedirect(_with_language(address))


def _has_agencies(intake: Intake) -> bool:
    """Whether somebody is shown as responsible, whom they could turn to themselves."""
    offered = public_kinds(language=intake.language)
    return intake.kind_id in {kind_id for kind_id, _name in offered}


def _away(*, saved: bool = False) -> HttpResponse:
    """The page was open too long, or its address was made up: the code opens the form again."""
    address = _with_language(reverse("help_resume"))
    return HttpResponseRedirect(f"{address}&saved=1" if saved else address)


def _what_about(token: str) -> HttpResponse:
    """The office gave up this kind of case meanwhile: what was told goes with another."""
    address = _with_language(reverse("help_ask"))
    return HttpResponseRedirect(f"{address}&{urlencode({'of': token})}")


def _with_language(address: str) -> str:
    return f"{address}?{urlencode({'lang': translation.get_language()})}"


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    # For a while its address opens the form: it must not stand in a log.
    response._has_been_logged = True
    return response
