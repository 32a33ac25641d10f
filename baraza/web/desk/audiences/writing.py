"""One letter to everybody a question means: looked at first, stopped at any moment."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from baraza.base.accounts.models import User
from baraza.base.accounts.rules import Permission
from baraza.base.office.actions import acknowledge
from baraza.base.office.queries import not_yet_acknowledged, profile
from baraza.base.people.models import ContactKind
from baraza.dialogue.audiences import queries
from baraza.dialogue.audiences.actions import mailing as letters_to_many
from baraza.dialogue.audiences.mailings import (
    mailed,
    mailings,
    progress_of,
    size_by_language,
)
from baraza.dialogue.audiences.models import Audience, Mailing
from baraza.dialogue.audiences.queries import LeftOut
from baraza.dialogue.audiences.question import Question
from baraza.dialogue.audiences.wording import fields_for, worded
from baraza.dialogue.letters.models import Letter, Purpose
from baraza.web.desk.access import staff_only
from baraza.web.desk.audiences.views import reasons_of, words_of
from baraza.web.desk.setup.forms import language_name


@staff_only("GET", "POST", needs=Permission.PUBLISH)
def write(request: HttpRequest, audience_id: int) -> HttpResponse:
    """Which letter goes to them, who gets it, and who does not?"""
    audience = Audience.objects.get(pk=audience_id)
    library = Letter.objects.filter(purpose=Purpose.REPLY, retired_at__isnull=True)
    chosen = request.POST.get("letter") or request.GET.get("letter", "")
    letter = library.filter(pk=chosen).first() if chosen.isdecimal() else None
    unread_rules = not_yet_acknowledged(user=request.user)
    if unread_rules and request.POST.get("keeps_to") == str(unread_rules.version):
        acknowledge(user=request.user, version=unread_rules.version, now=timezone.now())
        unread_rules = None
    trouble = ""
    if request.method == "POST" and letter is None:
        trouble = _("Choose a letter first.")
    elif request.method == "POST" and unread_rules is None:
        try:
            begun = letters_to_many.write_to(
                audience=audience,
                letter=letter,
                by=request.user,
                site=request.build_absolute_uri("/"),
                now=timezone.now(),
            )
        except letters_to_many.NobodyReached:
            trouble = _("Nobody would get it. Change the question first; nothing was sent.")
        except letters_to_many.NeedsApproval:
            trouble = _("Your letters need approval: ask somebody who approves to send this one.")
        except letters_to_many.NotByMail:
            trouble = _("Only e-mail leaves from here. Nothing was sent.")
        except (letters_to_many.NoSubject, letters_to_many.FieldsWithoutValue) as wrong:
            trouble = _trouble_with(wrong)
        else:
            return redirect("desk:mailing", begun.pk)
    context = {
        "question": _("Which letter goes to “%(name)s”?") % {"name": audience.name},
        "audience": audience,
        "letters": library.order_by("name"),
        "letter": letter,
        "trouble": trouble,
        "asks_for_rules": bool(unread_rules) and request.method == "POST" and not trouble,
        **_preview(request, audience, letter),
    }
    if request.htmx and request.method == "GET":
        return render(request, "desk/audiences/write_part.html", context)
    status = 422 if request.method == "POST" else 200
    return render(request, "desk/audiences/write.html", context, status=status)


@staff_only("GET", needs=Permission.READ_LETTERS)
def mailing(request: HttpRequest, mailing_id: int) -> HttpResponse:
    """How far has this letter come?"""
    found = Mailing.objects.select_related("by").get(pk=mailing_id)
    context = {
        "question": found.name,
        "mailing": found,
        "progress": progress_of(mailing=found),
        "can_take_back": timezone.now() < found.leaves_at,
        "reasons": [
            (LeftOut(reason).label, count)
            for reason, count in found.left_out.items()
            if reason in LeftOut
        ],
    }
    if request.htmx:
        return render(request, "desk/audiences/mailing_part.html", context)
    texts = [
        {"language": language_name(code), "code": code, **text}
        for code, text in found.texts.items()
    ]
    return render(request, "desk/audiences/mailing.html", context | {"texts": texts})


@staff_only("POST", needs=Permission.PUBLISH)
def stop(request: HttpRequest, mailing_id: int) -> HttpResponse:
    """Whatever has not left stays here."""
    found = Mailing.objects.get(pk=mailing_id)
    kept = letters_to_many.stop_mailing(mailing=found, by=request.user, now=timezone.now())
    words = ngettext(
        "Stopped. %(count)s letter stays here.", "Stopped. %(count)s letters stay here.", kept
    )
    messages.success(request, words % {"count": kept})
    return redirect("desk:mailing", found.pk)


@staff_only("GET", needs=Permission.READ_LETTERS)
def past(request: HttpRequest) -> HttpResponse:
    """What did we write to many?"""
    context = {"question": _("What did we write to many?"), "mailings": mailings()}
    return render(request, "desk/audiences/mailings.html", context)


def _preview(request: HttpRequest, audience: Audience, letter: Letter | None) -> dict[str, Any]:
    question = Question.of(audience.question)
    now = timezone.now()
    size = queries.size_of(question=question, user=request.user, now=now)
    preview = {
        "size": size,
        "asked": words_of(question),
        "reasons": reasons_of(size),
        "by_mail": question.way == ContactKind.EMAIL,
        "problem": "",
        "samples": [],
    }
    texts = letters_to_many.words_of(letter=letter) if letter else {}
    if not texts or not preview["by_mail"]:
        return preview
    try:
        letters_to_many.check_words(texts=texts)
    except (letters_to_many.NoSubject, letters_to_many.FieldsWithoutValue) as wrong:
        return preview | {"problem": _trouble_with(wrong)}
    asked = {"question": question, "languages": list(texts), "user": request.user, "now": now}
    return preview | {
        "samples": [
            _sample(language, count, texts, question, request.user, asked)
            for language, count in size_by_language(**asked)
        ]
    }


def _sample(
    language: str,
    count: int,
    texts: dict[str, dict[str, str]],
    question: Question,
    user: User,
    asked: dict[str, Any],
) -> dict[str, Any]:
    """The letter as the first of those who get it in this language will read it."""
    person = mailed(**asked).filter(said=language).order_by("sort_key", "pk").first()
    subject, text = worded(
        text=texts[language],
        fields=fields_for(
            name=person.name, language=language, office=profile(), author=user.name, url="…"
        ),
        language=language,
        agreed=bool(question.purpose),
    )
    return {
        "code": language,
        "language": language_name(language),
        "count": count,
        "name": person.name,
        "address": person.reached_at,
        "subject": subject,
        "text": text,
    }


def _trouble_with(wrong: Exception) -> str:
    if isinstance(wrong, letters_to_many.NoSubject):
        names = ", ".join(language_name(code) for code in wrong.languages)
        words = _("This letter has no subject in %(languages)s. Give it one in the library first.")
        return words % {"languages": names}
    return _(
        "This letter has fields that mean nothing to many: %(fields)s. Take them out first."
    ) % {"fields": ", ".join(wrong.fields)}
