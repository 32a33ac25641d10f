"""Who may open what: every address of the desk, whoever asks."""

from collections.abc import Callable, Iterator
from datetime import datetime
from urllib.parse import urljoin, urlsplit
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, URLPattern, URLResolver, resolve, reverse

from baraza.base.accounts.models import Circle, Role
from baraza.base.accounts.rules import may
from baraza.base.channels.models import RawItem
from baraza.base.office_register.models import Office
from baraza.dialogue.conversations.models import (
    Approval,
    Attachment,
    Conversation,
    Message,
    Redirect,
)
from baraza.web.desk import urls
from tests.letters import bring, letter
from tests.staff import member_of_staff
from tests.web.desk.page import read

OPEN_TO_ALL = {"home", "language"}
"""One leads on, the other chooses a language: neither shows anything."""
NOBODYS = UUID(int=0)
UNKNOWN = 999_999_999


def addresses(patterns: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from addresses(each.url_patterns)
        elif each.name not in OPEN_TO_ALL:
            yield each


EVERY = list(addresses(urls.urlpatterns))
WITH_ID = [each for each in EVERY if each.pattern.converters]
LETTERS = [each for each in WITH_ID if "inbox" in each.callback.__module__]


def url(pattern: URLPattern, *, number: int = 1, public_id: UUID = NOBODYS) -> str:
    values = {
        name: public_id if "UUID" in type(converter).__name__ else number
        for name, converter in pattern.pattern.converters.items()
    }
    return reverse(f"desk:{pattern.name}", kwargs=values)


def wrong(
    client: Client,
    patterns: list[URLPattern],
    right: Callable[[HttpResponse], bool],
    headers: dict[str, str] | None = None,
    **named: object,
) -> list[tuple[str, str, int]]:
    """Every address and method whose answer is neither right nor a refusal of the method."""
    found = []
    for pattern in patterns:
        for method in ("get", "post"):
            answer = getattr(client, method)(url(pattern, **named), headers=headers or {})
            if answer.status_code != 405 and not right(answer):
                found.append((pattern.name, method, answer.status_code))
    return found


def test_nobody_gets_in_without_signing_in(visitor: Client) -> None:
    def led_to_the_door(answer: HttpResponse) -> bool:
        return answer.status_code == 302 and answer["Location"].startswith(
            "/accounts/login/?next=/desk/"
        )

    assert wrong(visitor, EVERY, led_to_the_door) == []


def test_a_part_of_a_page_asked_for_after_the_session_ended_is_never_a_sign_in_form(
    visitor: Client,
) -> None:
    def said_so(answer: HttpResponse) -> bool:
        return answer.status_code == 401 and answer.content == b""

    assert wrong(visitor, EVERY, said_so, headers={"HX-Request": "true"}) == []


def test_what_does_not_exist_is_not_found(desk: Client) -> None:
    assert wrong(desk, WITH_ID, lambda answer: answer.status_code == 404, number=UNKNOWN) == []


def test_what_is_for_another_circle_is_not_there_and_stays_as_it_was(
    desk: Client, office: Office, now: datetime
) -> None:
    bring(letter(), now=now)
    circle = Circle.objects.create(name="Case 4")
    Conversation.objects.update(circle=circle)
    RawItem.objects.update(circle=circle)
    message = Message.objects.get()
    attached = Attachment.objects.create(
        message=message, part=0, filename="a.txt", content_type="text/plain", size=1
    )
    asked = Approval.objects.create(
        conversation_id=message.conversation_id, text="We will come.", asked_at=now
    )
    numbers = {
        "approval_id": asked.pk,
        "redirect_id": Redirect.objects.create(passed_on=message).pk,
        "conversation_id": message.conversation_id,
        "message_id": message.pk,
        "raw_id": message.raw_item_id,
        "public_id": 0,
    }
    before = list(Conversation.objects.values()), list(RawItem.objects.values("state"))
    for pattern in LETTERS:
        [name] = pattern.pattern.converters
        named = {"number": numbers[name], "public_id": attached.public_id}
        assert wrong(desk, [pattern], lambda answer: answer.status_code == 404, **named) == []
    after = list(Conversation.objects.values()), list(RawItem.objects.values("state"))
    assert after == before


@pytest.mark.parametrize(
    ("role", "shut"),
    [
        (Role.AUDITOR, {"reply", "close", "junk", "set-topic", "topics", "letters", "mailboxes"}),
        (Role.VOLUNTEER, {"take-back", "send-again", "topics", "letters", "office"}),
        (Role.CASEWORKER, {"topics", "letters", "new-letter", "mailboxes", "office", "staff"}),
        (Role.CORRESPONDENCE, {"topics", "mailboxes", "office"}),
    ],
)
def test_what_a_role_does_not_do_is_refused(office: Office, role: Role, shut: set[str]) -> None:
    user = member_of_staff(email="kim@highlands.example", name="Kim Osei", roles=[role])
    client = Client(headers={"host": "highlands.localhost"})
    client.force_login(user)
    patterns = [each for each in EVERY if each.name in shut]
    assert len(patterns) == len(shut)
    assert wrong(client, patterns, lambda answer: answer.status_code == 403) == []


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.AUDITOR, Role.CASEWORKER])
def test_nobody_is_led_where_they_may_not_go(
    office: Office, conversation: Conversation, role: Role
) -> None:
    """Each page of the desk once, from Today by its links: what it offers is not refused."""
    user = member_of_staff(email="kim@highlands.example", name="Kim Osei", roles=[role])
    client = Client(headers={"host": "highlands.localhost"})
    client.force_login(user)
    waiting, seen, refused = ["/desk/today/"], {"today"}, []
    while waiting:
        page = waiting.pop(0)
        answer = client.get(page)
        if not answer.headers.get("Content-Type", "").startswith("text/html"):
            continue
        for address in offered(answer.content):
            try:
                found = resolve(urlsplit(urljoin(page, address)).path)
            except Resolver404:
                continue
            needs = getattr(found.func, "needs", None)
            if needs is not None and not may(user, needs):
                refused.append((page, found.url_name))
            elif found.namespace == "desk" and found.url_name not in seen:
                seen.add(found.url_name)
                waiting.append(urljoin(page, address))
    assert refused == []
    assert {"inbox", "letter", "cases", "people", "meetings", "meetings-ring"} <= seen


def offered(content: bytes) -> Iterator[str]:
    """Where the links, forms and buttons of a page lead."""
    for element in read(content).all():
        for name in ("href", "action", "formaction", "hx-get", "hx-post"):
            if (address := element.attributes.get(name)) and element.tag != "link":
                yield address


def test_a_volunteer_drafts_and_somebody_else_sends(
    office: Office, conversation: Conversation
) -> None:
    user = member_of_staff(email="kim@highlands.example", name="Kim Osei", roles=[Role.VOLUNTEER])
    client = Client(headers={"host": "highlands.localhost"})
    client.force_login(user)
    address = reverse("desk:reply", args=[conversation.pk])
    assert b'name="text"' in client.get(address).content
    client.post(address, {"text": "Sent all the same"})
    assert Message.objects.filter(direction="out").count() == 0
    # Whoever sends for them reads it first.
    assert Approval.objects.get(author=user).text == "Sent all the same"


def test_a_form_from_elsewhere_changes_nothing(staff: object, conversation: Conversation) -> None:
    client = Client(headers={"host": "highlands.localhost"}, enforce_csrf_checks=True)
    client.force_login(staff)
    answer = client.post(reverse("desk:close", args=[conversation.pk]))
    assert answer.status_code == 403
    conversation.refresh_from_db()
    assert conversation.state == "to_answer"
