"""Fill the demonstration offices by the ways real mail takes."""

import json
from collections import defaultdict
from datetime import datetime, timedelta

from django.utils import timezone

from baraza.base.accounts.actions import add_staff
from baraza.base.accounts.models import Role
from baraza.base.agenda.actions import add_priority, add_topic
from baraza.base.agenda.models import Topic
from baraza.base.channels.actions.intake import Arrival, store_arrivals
from baraza.base.channels.models import Channel
from baraza.base.office.actions import update_profile
from baraza.base.office_register.actions import create_office
from baraza.base.office_register.queries import within
from baraza.base.people.actions.consent import give_consent
from baraza.base.people.actions.placing import set_areas
from baraza.base.people.models import HowGiven, Person
from baraza.base.people.models import Purpose as Agreed
from baraza.base.places.actions.importing import take_areas
from baraza.base.places.models import Area
from baraza.dialogue.conversations.actions.desk import close, file_under
from baraza.dialogue.conversations.actions.receive import receive_waiting
from baraza.dialogue.conversations.actions.suggesting import learn
from baraza.dialogue.conversations.models import Conversation, Message
from baraza.dialogue.letters.actions import save_letter
from baraza.dialogue.letters.models import Purpose
from baraza.flows.demo.cases import make_cases
from baraza.flows.demo.content import OfficeContent, load_office, office_slugs, seeded
from baraza.flows.demo.duty import give_work, set_up_duty
from baraza.flows.demo.mail import DemoItem, demo_mail
from baraza.flows.demo.support import give_support
from baraza.flows.demo.voice import find_the_voice
from baraza.flows.demo.website import fill_website

SOURCE = "demo"
ACKNOWLEDGEMENT = "acknowledgement"
DEMO_STAFF = "demo@baraza.example"
DEMO_STAFF_NAME = "Zawadi Mensah"
NEWSLETTER_SHARE = 0.6
# Letters of these days wait with a topic suggested.
NOT_FILED_YET = timedelta(days=4)


def fill_demo(*, password: str) -> str:
    """Make every demonstration office; returns the e-mail address that signs in to all of them.

    Needs the owner's database role.
    """
    now = timezone.now()
    for slug in office_slugs():
        content = load_office(slug)
        language = content.languages[0]
        office = create_office(
            slug=slug,
            name=content.name[language],
            hosts=[f"{slug}.localhost"],
            now=now,
            is_demo=True,
        )
        with within(office):
            _introduce(content, language, password)
            topics = _agenda(content, language)
            _library(content, topics, now)
            _places(content, now)
            set_up_duty(content, topics)
            _correspondence(content, topics, now)
            give_work(by_email=DEMO_STAFF, now=now)
            find_the_voice(content, topics, now)
            _settle(content, now)
            make_cases(content, now)
            give_support(content, now)
            fill_website(content, now)
    return DEMO_STAFF


def _introduce(content: OfficeContent, language: str, password: str) -> None:
    update_profile(
        name=content.name[language],
        member_name=content.member,
        constituency=content.constituency[language],
        email=content.email,
        other_addresses=content.other_emails,
        phone=content.phone,
        postal_address=content.postal_address,
        languages=content.languages,
        timezone=content.timezone,
        trusted_servers=[f"mx.{content.domain}"],
        asks_where=True,
    )
    for person in content.staff:
        add_staff(
            email=person.email, name=person.name, roles=[person.role], languages=person.languages
        )
    add_staff(
        email=DEMO_STAFF,
        name=DEMO_STAFF_NAME,
        password=password,
        roles=[Role.CHIEF_OF_STAFF, Role.ADMINISTRATOR],
        languages=content.languages,
    )


def _agenda(content: OfficeContent, language: str) -> dict[str, Topic]:
    priorities = {one.key: add_priority(name=one.title[language]) for one in content.priorities}
    return {
        one.key: add_topic(name=one.name[language], priority=priorities.get(one.priority))
        for one in content.topics
    }


def _places(content: OfficeContent, now: datetime) -> None:
    take_areas(content=content.areas, by=None, now=now)


def _settle(content: OfficeContent, now: datetime) -> None:
    """Everybody lives where the content says, and many agreed to the newsletter.

    Who only trades in a place lives outside the constituency.
    """
    areas = dict(Area.objects.values_list("code", "pk"))
    outside = next(iter(Area.objects.filter(code=content.outside).values_list("pk", flat=True)))
    of_name = {
        one.name: areas[one.place] if one.resident else outside
        for one in content.people
        if one.place and not one.namesake
    }
    people = Person.objects.filter(name__in=of_name)
    set_areas(areas={person.pk: of_name[person.name] for person in people}, by=None)
    for person in people:
        if seeded("newsletter", person.name).random() < NEWSLETTER_SHARE:
            give_consent(
                person=person, purpose=Agreed.NEWSLETTER, how_given=HowGiven.PAPER, now=now
            )


def _library(content: OfficeContent, topics: dict[str, Topic], now: datetime) -> None:
    for letter in content.library:
        purpose = Purpose.ACKNOWLEDGEMENT if letter.key == ACKNOWLEDGEMENT else Purpose.REPLY
        save_letter(
            name=letter.title,
            topic=topics.get(letter.topic),
            purpose=purpose,
            texts={code: (text.subject, text.body) for code, text in letter.texts.items()},
            now=now,
        )


def _correspondence(content: OfficeContent, topics: dict[str, Topic], now: datetime) -> None:
    items = list(demo_mail(content, now=now))
    store_arrivals(source=SOURCE, arrivals=_arrivals(items), now=now)
    while receive_waiting(now=now).total:
        pass
    conversation_of = dict(
        Message.objects.filter(raw_item__source=SOURCE).values_list(
            "raw_item__external_id", "conversation_id"
        )
    )
    by_topic = defaultdict(set)
    settled = set()
    for item in items:
        if item.key in conversation_of:
            if item.state == "settled" or item.at < now - NOT_FILED_YET:
                by_topic[item.topic].add(conversation_of[item.key])
            if item.state == "settled":
                settled.add(conversation_of[item.key])
    for key, conversations in by_topic.items():
        if key in topics:
            file_under(conversations=conversations, topic=topics[key])
    for conversation in Conversation.objects.filter(pk__in=settled):
        close(conversation=conversation)
    learn(now=now)


def _arrivals(items: list[DemoItem]) -> list[Arrival]:
    last_of_thread: dict[str, str] = {}
    arrivals = []
    for item in items:
        content = item.raw
        if content is None:
            mark = item.message_id or f"{item.key}@demo.example"
            entry = {
                **(item.entry or {}),
                "message_id": mark,
                "in_reply_to": last_of_thread.get(item.thread, ""),
            }
            content = json.dumps(entry, ensure_ascii=False).encode()
            last_of_thread[item.thread] = mark
        else:
            last_of_thread[item.thread] = item.message_id.strip("<>")
        arrivals.append(
            Arrival(
                content=content,
                external_id=item.key,
                channel=Channel(item.channel),
                is_outgoing=item.direction == "outgoing",
                arrived_at=item.at,
            )
        )
    return arrivals
