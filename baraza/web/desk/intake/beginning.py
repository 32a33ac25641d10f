"""What an intake begins with: a letter, a person, a form on paper, what was begun, or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from baraza.base.accounts.models import User
from baraza.base.people.models import Person
from baraza.base.people.queries import current_record
from baraza.common.paper import new_code, read_code
from baraza.dialogue.conversations.models import Conversation, Direction
from baraza.engagement.casework.actions.intake import typed_in
from baraza.engagement.casework.models import Case, CaseConversation, Intake
from baraza.engagement.casework.queries.kinds import Suggested, suggested_kind

MOST_LETTERS = 5


@dataclass(frozen=True, slots=True)
class Begun:
    """Where an intake stands when its page is shown; `leads_to` is where to go instead."""

    code: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    person: Person | None = None
    other_person: Person | None = None
    intake: Intake | None = None
    conversation: Conversation | None = None
    suggested: Suggested | None = None
    leads_to: str = ""
    words: str = ""


def own(user: User) -> QuerySet[Intake]:
    """What this member of staff may go on with: what they began, and printed forms that come back
    to anybody.
    """
    return Intake.objects.filter(finished_at__isnull=True).filter(
        Q(author=user) | Q(printed_at__isnull=False)
    )


def begun(request: HttpRequest) -> Begun:
    """Raises what is not there, also for what this person may not see."""
    asked = request.GET
    if code := read_code(asked.get("intake", "")[:40]):
        return _going_on(own(request.user).get(code=code))
    if (number := asked.get("letter", "")).isdecimal():
        conversation = (
            Conversation.objects.visible_to(request.user)
            .select_related("person__area", "topic")
            .get(pk=number)
        )
        return _of_letter(request, conversation)
    typed = {name: asked[name] for name in ("channel", "kind") if name in asked}
    return Begun(code=new_code(), typed=typed, person=_person(asked.get("person", "")))


def _going_on(intake: Intake) -> Begun:
    typed = typed_in(intake)
    if intake.printed_at is not None:
        typed = {
            "kind": str(intake.kind_id or ""),
            "channel": "letter",
            "language": intake.language,
        } | typed
    if intake.conversation_id:
        typed["conversation"] = str(intake.conversation_id)
    person = intake.person
    return Begun(
        code=intake.code,
        typed=typed,
        person=current_record(person=person) if person else None,
        other_person=_person(typed.get("for_person", "")),
        intake=intake,
        conversation=intake.conversation,
    )


def _of_letter(request: HttpRequest, conversation: Conversation) -> Begun:
    linked = CaseConversation.objects.filter(conversation=conversation).values("case")
    if linked.exists():
        case = Case.objects.visible_to(request.user).get(pk__in=linked)
        return Begun(
            leads_to=reverse("desk:case", args=[case.pk]),
            words=_("These letters belong to this case already."),
        )
    if former := own(request.user).filter(conversation=conversation, author=request.user).first():
        return _going_on(former)
    letters = list(
        conversation.messages.filter(direction=Direction.INCOMING)
        .select_related("input")
        .order_by("-happened_at", "-pk")[:MOST_LETTERS]
    )
    story = "\n\n".join(one.said.strip() for one in reversed(letters))
    newest = letters[0] if letters else None
    person = conversation.person
    language = newest.input.language if newest and newest.input else ""
    suggested = suggested_kind(
        topic_id=conversation.topic_id,
        words=story,
        subject=conversation.subject,
        language=language,
    )
    typed = {
        "conversation": str(conversation.pk),
        "channel": newest.channel if newest else "",
        "title": conversation.subject,
        "story": story,
        "language": language,
        "kind": str(suggested.kind.pk) if suggested else "",
    }
    if person is None and newest is not None:
        typed |= {"who": newest.author_name, "email": newest.author_address}
    return Begun(
        code=new_code(),
        typed=typed,
        person=current_record(person=person) if person else None,
        conversation=conversation,
        suggested=suggested,
    )


def _person(number: str) -> Person | None:
    if not number.isdecimal():
        return None
    return Person.objects.current().select_related("area").filter(pk=number).first()
