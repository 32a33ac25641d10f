"""One case as it is told: kept while it is typed, with its files; opened, once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from baraza.base.accounts.rules import Permission, require
from baraza.base.people.models import Person
from baraza.common.paper import new_code, read_code
from baraza.common.uploads import UploadRefused, check_upload
from baraza.common.virus_scan import Infected, ScannerSilent
from baraza.dialogue.conversations.actions.entering import EnteredFile
from baraza.engagement.casework.actions import intake as acts
from baraza.engagement.casework.actions.intake import AlreadyFinished
from baraza.engagement.casework.actions.opening import AlreadyACase
from baraza.engagement.casework.models import Case, Intake, IntakeFile
from baraza.engagement.casework.queries.file import case_for
from baraza.flows.intake import take_in
from baraza.web.desk.access import staff_only
from baraza.web.desk.inbox.views.pages import Toast
from baraza.web.desk.intake import beginning, showing
from baraza.web.desk.intake.forms import IntakeForm, typed_by

TAKES_IN = Permission.TAKE_IN_CASES


@staff_only("GET", "POST", needs=TAKES_IN)
def page(request: HttpRequest) -> HttpResponse:
    """What happened, and to whom?"""
    if request.method == "GET":
        begun = beginning.begun(request)
        if begun.leads_to:
            messages.info(request, begun.words)
            return redirect(begun.leads_to)
        return _shown(request, begun)
    code = _code(request)
    kept = _kept(request, code)
    form = IntakeForm(
        request.POST, user=request.user, has_files=kept is not None and kept.files.exists()
    )
    problem, case = _("Something is still missing. What you typed is kept."), None
    if form.is_valid():
        try:
            case = take_in(telling=form.telling(), code=code, by=request.user, now=timezone.now())
        except AlreadyACase as known:
            case = _visible(request, known.case)
            problem = _("These letters belong to a case already. What you typed is kept.")
        except AlreadyFinished as finished:
            case = _visible(request, finished.case)
            problem = _("This has been opened as a case already; nothing was opened twice.")
        else:
            words = _("The case is open. Its code is %(code)s.") % {"code": case.code}
            messages.success(
                request, words, extra_tags=reverse("desk:case-undo-opening", args=[case.pk])
            )
            address = reverse("desk:case", args=[case.pk])
            return HttpResponseClientRedirect(address) if request.htmx else redirect(address)
    begun = beginning.Begun(
        code=code,
        typed=typed_by(request.POST),
        person=_person(request.POST.get("person")),
        other_person=_person(request.POST.get("for_person")),
        intake=kept,
    )
    further = {
        "problem": problem,
        "errors": form.errors,
        "case_url": reverse("desk:case", args=[case.pk]) if case else "",
    }
    return _shown(request, begun, status=422, **further)


@staff_only("POST", needs=TAKES_IN)
def keep(request: HttpRequest) -> HttpResponse:
    """Keeps what is being told, while it is typed."""
    form = IntakeForm(request.POST, user=request.user)
    form.is_valid()  # only to read the fields: what is wrong is kept as it is
    read = form.cleaned_data
    code = _code(request)
    try:
        kept = acts.save_intake(
            code=code,
            typed=typed_by(request.POST),
            now=timezone.now(),
            author=request.user,
            kind=read.get("kind"),
            person=read.get("person"),
            conversation=read.get("conversation"),
            language=read.get("language") or "",
        )
    except AlreadyFinished:
        return HttpResponse("")
    if request.POST.get("back"):
        return HttpResponseClientRedirect(f"{reverse('desk:new-case')}?intake={code}")
    return render(request, "desk/inbox/saved.html", {"saved_at": kept.saved_at})


@staff_only("POST", needs=TAKES_IN)
def kind(request: HttpRequest) -> HttpResponse:
    """What is asked and said for a kind; what was answered already stays."""
    typed = typed_by(request.POST)
    about = _person(typed.get("for_person")) or _person(typed.get("person"))
    context = showing.kind_context(typed, area=about.area if about else None)
    return render(request, "desk/intake/part.html", {"typed": typed, **context})


@staff_only("GET", needs=TAKES_IN)
def who(request: HttpRequest) -> HttpResponse:
    """The person who was chosen, with what must be known before going on; or the question again."""
    part = "for" if request.GET.get("part") == "for" else "who"
    person = _person(request.GET.get("person"))
    context = {"part": part, "one": person, "typed": {}, **showing.who_context(request, person)}
    return render(request, "desk/intake/who.html", context)


@staff_only("POST", needs=TAKES_IN)
def put_away(request: HttpRequest) -> HttpResponse:
    """Starts with an empty page; what was typed can be brought back while the toast stands."""
    code = _code(request)
    former = _kept(request, code)
    if former is not None:
        typed = acts.typed_in(former)
        acts.put_away(intake=former)
    if not request.htmx:
        return redirect("desk:new-case")
    context = showing.page_context(request, beginning.Begun(code=new_code(), typed={}))
    if former is not None and typed:
        context["toast"] = Toast(
            words=_("Put away."),
            undo_url=reverse("desk:new-case-keep"),
            undo_fields=typed | {"code": code, "back": "yes"},
        )
    return render(request, "desk/intake/form.html", context)


@staff_only("POST", needs=TAKES_IN)
def add_file(request: HttpRequest) -> HttpResponse:
    """Papers and photos, kept with what is told at once."""
    code = _code(request)
    problems = []
    for upload in request.FILES.getlist("files"):
        try:
            seen = check_upload(content=upload, name=upload.name or "", scanner=settings.CLAMD)
            acts.add_file(
                code=code,
                file=EnteredFile(seen.name, seen.kind.media_type, upload.read()),
                now=timezone.now(),
                author=request.user,
            )
        except UploadRefused as refused:
            problems.append(f"{upload.name}: {refused}")
        except acts.TooManyFiles:
            problems.append(_("Ten files fit here. The rest can be added to the case itself."))
        except AlreadyFinished:
            problems.append(_("The case is open already. Add the file there."))
        except Infected:
            problems.append(_("%(name)s carries a virus. It was not kept.") % {"name": upload.name})
        except ScannerSilent:
            problems.append(_("The virus scanner does not answer, so no file can be kept now."))
    return _files_shown(request, _kept(request, code), problems)


@staff_only("POST", needs=TAKES_IN)
def remove_file(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """It was the wrong one."""
    file = IntakeFile.objects.select_related("intake").get(
        public_id=public_id, intake__in=beginning.own(request.user)
    )
    acts.remove_file(file=file)
    return _files_shown(request, file.intake, [])


@staff_only("POST", needs=TAKES_IN)
def undo(request: HttpRequest, case_id: int) -> HttpResponse:
    """The case never was; what was told is in the form again."""
    case = case_for(user=request.user, case_id=case_id)
    if case.opened_by_id != request.user.pk:
        require(request.user, Permission.MANAGE_CASES)
    try:
        intake = acts.take_case_back(case=case, by=request.user, now=timezone.now())
    except acts.CannotTakeBack:
        messages.error(request, _("Somebody has gone on with it. Close the case instead."))
        address = reverse("desk:case", args=[case_id])
    else:
        address = f"{reverse('desk:new-case')}?intake={intake.code}"
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)


def _shown(
    request: HttpRequest, begun: beginning.Begun, *, status: int = 200, **further: Any
) -> HttpResponse:
    context = showing.page_context(request, begun) | further
    template = "desk/intake/form.html" if request.htmx else "desk/intake/intake.html"
    return render(request, template, context, status=status)


def _files_shown(request: HttpRequest, intake: Intake | None, problems: list[str]) -> HttpResponse:
    context = {"files": intake.files.defer("content") if intake else [], "problems": problems}
    return render(request, "desk/intake/files.html", context)


def _code(request: HttpRequest) -> str:
    return read_code(request.POST.get("code", "")[:40]) or new_code()


def _kept(request: HttpRequest, code: str) -> Intake | None:
    return beginning.own(request.user).filter(code=code).first()


def _visible(request: HttpRequest, case: Case | None) -> Case | None:
    if case is None:
        return None
    return Case.objects.visible_to(request.user).filter(pk=case.pk).first()


def _person(number: str | None) -> Person | None:
    if not number or not number.isdecimal():
        return None
    return Person.objects.current().select_related("area").filter(pk=number).first()
