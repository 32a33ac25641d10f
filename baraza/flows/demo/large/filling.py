"""Make the large office."""

from datetime import datetime

from django.db import connection, transaction

from baraza.base.accounts.actions import add_staff
from baraza.base.accounts.models import Circle, Role
from baraza.base.agenda.actions import add_topic
from baraza.base.office.actions import update_profile
from baraza.base.office_register.actions import create_office, delete_office
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from baraza.base.places.actions.importing import take_areas
from baraza.flows.demo.content import OfficeContent, load_office
from baraza.flows.demo.large.cases import make_cases
from baraza.flows.demo.large.letters import Tell, make_letters
from baraza.flows.demo.large.people import make_people
from baraza.flows.demo.large.phrases import load_phrases

SLUG = "large"
STAFF_EMAIL = "large@baraza.example"
LIKE = "demo"
COLLEAGUES = 8


def fill_large(
    *,
    inputs: int,
    conversations: int,
    people: int,
    password: str,
    now: datetime,
    tell: Tell = lambda step, done, total: None,
    slug: str = SLUG,
    cases: int = 0,
) -> tuple[Office, str]:
    """A new office with so much in it, and the e-mail address that signs in to it.

    `tell` hears what is being made. Whatever fails leaves no office behind. Needs the owner's
    database role. Raises OfficeNameTaken, and ValueError where there are more conversations than
    inputs, more cases than conversations, or no people.
    """
    if not 1 <= conversations <= inputs or people < 1:
        raise ValueError("every conversation needs a letter, and every letter a person")
    if cases > conversations:
        raise ValueError("every case begins with a conversation of its own")
    content = load_office(LIKE)
    office = create_office(
        slug=slug,
        name=f"A large office ({inputs:,})",
        hosts=[f"{slug}.localhost"],
        now=now,
        is_demo=True,
    )
    try:
        with within(office):
            with transaction.atomic():
                _fill(content, inputs, conversations, people, cases, password, now, tell)
            # What the database knows of its tables, or it would guess for a day.
            with connection.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE")
    except BaseException:
        connection.close()
        delete_office(office=office)
        raise
    return office, STAFF_EMAIL


def _fill(
    content: OfficeContent,
    inputs: int,
    conversations: int,
    people: int,
    cases: int,
    password: str,
    now: datetime,
    tell: Tell,
) -> None:
    update_profile(
        name=content.name["en"],
        member_name=content.member,
        constituency=content.constituency["en"],
        email="office@large.example",
        phone=content.phone,
        languages=content.languages,
        timezone=content.timezone,
        asks_where=True,
    )
    first = add_staff(
        email=STAFF_EMAIL,
        name="Zawadi Mensah",
        password=password,
        roles=[Role.CHIEF_OF_STAFF, Role.ADMINISTRATOR],
        languages=content.languages,
    )
    staff = [first.pk]
    for number, one in enumerate(content.staff * 2):
        if len(staff) < COLLEAGUES:
            added = add_staff(
                email=f"colleague{number}@large.example", name=one.name, roles=[Role.CASEWORKER]
            )
            staff.append(added.pk)
    circle = Circle.objects.create(name="Protection")
    circle.members.add(staff[-1])
    take_areas(content=content.areas, by=None, now=now)
    topics = {one.key: add_topic(name=one.name["en"]).pk for one in content.topics}
    tell("people", 0, inputs)
    make_people(count=people, now=now)
    load_phrases(topics=topics)
    make_letters(
        inputs=inputs,
        conversations=conversations,
        people=people,
        staff=staff,
        now=now,
        tell=tell,
    )
    if cases:
        tell("cases", inputs, inputs)
        make_cases(count=cases, conversations=conversations, topics=topics, staff=staff, now=now)
