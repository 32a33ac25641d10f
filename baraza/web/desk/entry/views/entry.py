"""One call, one visit, one paper: typed, kept while it is typed, saved, taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from baraza.base.accounts.rules import Permission
from baraza.base.agenda.models import Topic
from baraza.base.people.models import ContactKind, Person, StaffWarning
from baraza.base.people.queries import current_record
from baraza.base.people.search import people_listed
from baraza.common.uploads import JPEG, PDF, PNG, UploadRefused, check_upload
from baraza.common.virus_scan import Infected, ScannerSilent
from baraza.dialogue.conversations import queries
from baraza.dialogue.conversations.actions import entering
from baraza.dialogue.conversations.models import Conversation, ConversationState, Message
from baraza.dialogue.logbook.actions import drafts
from baraza.dialogue.logbook.actions.sheets import LineEntered
from baraza.dialogue.logbook.models import (
    EntryDraft,
    EntryFile,
    Sheet,
    SheetKind,
    SheetLine,
    new_key,
)
from baraza.flows.entry import save_entry, take_entry_back
from baraza.web.desk.access import staff_only
from baraza.web.desk.entry.forms import MOMENT, EntryForm, typed_of
from baraza.web.desk.entry.papers import news_words
from baraza.web.desk.inbox.views.pages import Toast, toast_alone
from baraza.web.desk.people.forms import languages

SCANS = frozenset({PDF, JPEG, PNG})
MOST_BYTES = 15_000_000
FOUND = 6
OPEN_MATTERS = 5
KEPT = tuple(name for name in EntryForm.base_fields if name != "person")


@staff_only("GET", "POST", needs=Permission.FILE_LETTERS)
def page(request: HttpRequest) -> HttpResponse:
    """What came in by mouth or on paper? Saved, the next one begins."""
    if request.method == "GET":
        return render(request, "desk/entry/entry.html", _begun(request))
    form = EntryForm(request.POST, user=request.user)
    key = _key(request)
    if form.is_valid():
        try:
            message = save_entry(
                entry=replace(form.entry(), files=_files(request, key)),
                key=key,
                by=request.user,
                now=timezone.now(),
                form=_form_on_paper(form.cleaned_data["sheet"]),
                may_write=form.cleaned_data["news"],
            )
        except entering.NothingSaid:
            problem = _("What was said? A few words are enough, or a scan.")
        except entering.NotFiledYet:
            problem = _("It is kept, and appears in the inbox within a minute.")
        except LineEntered:
            problem = _("This form has been entered already. What you typed is kept as a draft.")
        else:
            return _saved(request, message)
    else:
        problem = _("Something is still missing. What you typed is kept.")
    draft = EntryDraft.objects.filter(author=request.user, key=key).first()
    context = _context(
        request,
        typed={name: form.data.get(name, "") for name in KEPT},
        person=form.cleaned_data.get("person"),
        draft=draft or EntryDraft(author=request.user, key=key),
    ) | {"problem": problem, "errors": form.errors}
    template = "desk/entry/form.html" if request.htmx else "desk/entry/entry.html"
    return render(request, template, context, status=422)


def _saved(request: HttpRequest, message: Message) -> HttpResponse:
    conversation, person = message.conversation, message.conversation.person
    then = request.POST.get("then") or ("back" if request.POST.get("returns") else "next")
    name = person.name if person else ""
    words = _("Kept: %(name)s.") % {"name": name} if name else _("Kept.")
    undo_url = reverse("desk:entry-undo", args=[message.pk])
    if then == "open":
        return _onward(request, reverse("desk:letter", args=[conversation.pk]))
    if then == "case":
        return _onward(request, f"{reverse('desk:new-case')}?letter={conversation.pk}")
    if then == "back" and person:
        messages.success(request, words, extra_tags=undo_url)
        return _onward(request, reverse("desk:person", args=[person.pk]))
    # Who enters a pile of paper goes on with paper.
    channel = request.POST["channel"]
    if not request.htmx:
        return redirect(f"{reverse('desk:entry')}?{urlencode({'channel': channel, 'new': 1})}")
    toast = Toast(words=words, undo_url=undo_url, seconds=12)
    context = _context(request, typed={"channel": channel}) | {"toast": toast}
    return render(request, "desk/entry/form.html", context)


def _onward(request: HttpRequest, address: str) -> HttpResponse:
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)


@staff_only("POST", needs=Permission.FILE_LETTERS)
def draft(request: HttpRequest) -> HttpResponse:
    """Keeps what is being typed, while it is typed."""
    typed = {name: request.POST.get(name, "") for name in KEPT}
    key = _key(request)
    kept = drafts.save_draft(
        author=request.user,
        key=key,
        typed=typed,
        person=_person(request.POST.get("person")),
        now=timezone.now(),
    )
    if request.POST.get("back"):
        return HttpResponseClientRedirect(f"{reverse('desk:entry')}?draft={key}")
    return render(request, "desk/inbox/saved.html", {"saved_at": kept.saved_at})


@staff_only("POST", needs=Permission.FILE_LETTERS)
def discard(request: HttpRequest) -> HttpResponse:
    """Starts with an empty page; what was typed can be brought back while the toast stands."""
    key = _key(request)
    former = EntryDraft.objects.filter(author=request.user, key=key).first()
    drafts.discard(author=request.user, key=key)
    if not request.htmx:
        return redirect("desk:entry")
    context = _context(request)
    if former and former.typed.get("text"):
        further = {"person": str(former.person_id or ""), "key": key, "back": "yes"}
        context["toast"] = Toast(
            words=_("Put away."),
            undo_url=reverse("desk:entry-draft"),
            undo_fields=former.typed | further,
        )
    return render(request, "desk/entry/form.html", context)


@staff_only("GET", needs=Permission.READ_LETTERS)
def people(request: HttpRequest) -> HttpResponse:
    """Who could it be? Found as somebody types a name or a number."""
    words = (request.GET.get("who") or request.GET.get("for_who", "")).strip()[:200]
    found = people_listed(words=words, limit=FOUND) if len(words) > 1 else []
    prefix = request.GET.get("prefix", "")[:20]
    context = {"words": words, "people": found, "prefix": prefix}
    return render(request, "desk/entry/people.html", context)


@staff_only("GET", needs=Permission.READ_LETTERS)
def who(request: HttpRequest) -> HttpResponse:
    """The person who was chosen, with what must be known before going on; or the question again."""
    person = _person(request.GET.get("person"))
    typed = {name: request.GET.get(name, "") for name in ("who", "phone", "email", "address")}
    typed["new"] = request.GET.get("new", "")
    context = {"typed": typed, **_who_context(request, person)}
    return render(request, "desk/entry/who.html", context)


@staff_only("POST", needs=Permission.FILE_LETTERS)
def add_file(request: HttpRequest) -> HttpResponse:
    """A scan or a photo, kept with the draft at once."""
    problems = []
    for upload in request.FILES.getlist("scans"):
        try:
            looked_at = check_upload(
                content=upload,
                name=upload.name or "",
                allowed=SCANS,
                most_bytes=MOST_BYTES,
                scanner=settings.CLAMD,
            )
            drafts.add_file(
                author=request.user,
                key=_key(request),
                file=entering.EnteredFile(looked_at.name, looked_at.kind.media_type, upload.read()),
                now=timezone.now(),
            )
        except UploadRefused as refused:
            problems.append(f"{upload.name}: {refused}")
        except drafts.TooManyFiles:
            problems.append(_("Ten files fit into one entry. Save it, and begin another."))
        except Infected:
            problems.append(_("%(name)s carries a virus. It was not kept.") % {"name": upload.name})
        except ScannerSilent:
            problems.append(_("The virus scanner does not answer, so no file can be kept now."))
    draft = EntryDraft.objects.filter(author=request.user, key=_key(request)).first()
    return _files_shown(request, draft, problems)


@staff_only("POST", needs=Permission.FILE_LETTERS)
def remove_file(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """It was the wrong one."""
    file = EntryFile.objects.select_related("draft").get(
        public_id=public_id, draft__author=request.user
    )
    drafts.remove_file(file=file)
    return _files_shown(request, file.draft, [])


@staff_only("POST", needs=Permission.FILE_LETTERS)
def undo(request: HttpRequest, message_id: int) -> HttpResponse:
    """It never was; the words are in the form again."""
    message = queries.message_for(user=request.user, message_id=message_id)
    line = SheetLine.objects.filter(message=message).select_related("sheet").first()
    try:
        entry = take_entry_back(message=message, by=request.user)
    except entering.CannotTakeBack:
        words = _("A colleague has gone on with it. Open it in the inbox instead.")
        if request.htmx:
            return toast_alone(request, Toast(words=words))
        messages.error(request, words)
        return redirect("desk:letter", message.conversation_id)
    typed = typed_of(entry) | ({"sheet": line.sheet.code} if line else {})
    draft = drafts.begin_again(entry=entry, typed=typed, by=request.user, now=timezone.now())
    return _onward(request, f"{reverse('desk:entry')}?draft={draft.key}")


def _files_shown(
    request: HttpRequest, draft: EntryDraft | None, problems: list[str]
) -> HttpResponse:
    context = {"files": draft.files.defer("content") if draft else [], "problems": problems}
    return render(request, "desk/entry/files.html", context)


def _begun(request: HttpRequest) -> dict[str, Any]:
    """The entry somebody goes on with, or begins: of a person, of a form, or just the next."""
    own = EntryDraft.objects.filter(author=request.user).select_related("person")
    form = _form_on_paper(request.GET.get("sheet", ""))
    person = _person(request.GET.get("person")) or (form.person if form else None)
    draft = None
    if wanted := request.GET.get("draft"):
        draft = own.filter(key=wanted).first()
    elif form:
        draft = own.filter(typed__sheet=form.code).first()
    elif not person and "new" not in request.GET:
        draft = own.first()
    if draft:
        return _context(request, typed=draft.typed, person=draft.person, draft=draft)
    typed = {"channel": "letter", "sheet": form.code} if form else {}
    typed |= {name: request.GET[name] for name in ("channel", "returns") if name in request.GET}
    if person and "to" in request.GET:
        typed["phone"] = _number_there(person, request.GET["to"])
    return _context(request, typed=typed, person=person)


def _context(
    request: HttpRequest,
    *,
    typed: Mapping[str, str] | None = None,
    person: Person | None = None,
    draft: EntryDraft | None = None,
) -> dict[str, Any]:
    usual = {
        "channel": "phone",
        "outcome": "answer",
        "happened_at": timezone.localtime().strftime(MOMENT),
    }
    key = draft.key if draft else new_key()
    is_kept = draft is not None and draft.pk is not None
    form = _form_on_paper((typed or {}).get("sheet", ""))
    return {
        "question": _("What came in?"),
        "typed": usual | {name: value for name, value in (typed or {}).items() if value},
        "key": key,
        "files": draft.files.defer("content") if is_kept else [],
        "saved_at": draft.saved_at if is_kept else None,
        "others": EntryDraft.objects.filter(author=request.user).exclude(key=key)[:FOUND],
        "topics": Topic.objects.in_use(),
        "asks_news": form is not None and bool(news_words(form.language)),
        "languages": languages(),
        **_who_context(request, current_record(person=person) if person else None),
    }


def _who_context(request: HttpRequest, person: Person | None) -> dict[str, Any]:
    if person is None:
        return {"person": None}
    links = person.contact_links.select_related("contact_point").order_by("pk")
    points = [link.contact_point for link in links]
    matters = (
        Conversation.objects.visible_to(request.user)
        .filter(person=person)
        .exclude(state=ConversationState.JUNK)
        .select_related("topic")
        .order_by("-last_message_at")[:OPEN_MATTERS]
    )
    return {
        "person": person,
        "points": points,
        "numbers": [one.value for one in points if one.kind == ContactKind.PHONE],
        "warnings": StaffWarning.objects.in_force().filter(person=person),
        "matters": matters,
    }


def _number_there(person: Person, point: str) -> str:
    """One of theirs, by the number of its row."""
    if not point.isdecimal():
        return ""
    numbers = person.contact_points.filter(kind=ContactKind.PHONE, pk=point)
    return numbers.values_list("value", flat=True).first() or ""


def _files(request: HttpRequest, key: str) -> list[entering.EnteredFile]:
    kept = EntryFile.objects.filter(draft__author=request.user, draft__key=key)
    return [entering.EnteredFile(file.name, file.media_type, bytes(file.content)) for file in kept]


def _form_on_paper(code: str) -> Sheet | None:
    return (
        Sheet.objects.filter(code=code, kind=SheetKind.FORM).select_related("person").first()
        if code
        else None
    )


def _key(request: HttpRequest) -> str:
    return "".join(filter(str.isalnum, request.POST.get("key", "")))[:40] or new_key()


def _person(number: str | None) -> Person | None:
    if not number or not number.isdecimal():
        return None
    return Person.objects.current().filter(pk=number).first()
