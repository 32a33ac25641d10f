"""Cases in a demonstration office: told, allowed, asked about, stuck, solved."""

from datetime import date, datetime, timedelta

from baraza.base.accounts.models import Circle, Role, User
from baraza.base.channels.models import Channel
from baraza.base.office.queries import working_days
from baraza.base.people.actions.belonging import add_organisation
from baraza.base.people.actions.organisations import add_contact
from baraza.base.people.models import ContactKind, Organisation, OrganisationKind, Person
from baraza.dialogue.conversations.models import Conversation, Message
from baraza.engagement.casework.actions.opening import open_case, search_again
from baraza.engagement.casework.actions.suggesting import suggest_patterns
from baraza.engagement.casework.models import (
    Agency,
    AgencyContact,
    Authorisation,
    Case,
    CaseNote,
    CaseState,
    CaseUpdate,
    Decision,
    Inquiry,
    InquiryLog,
    Responsibility,
    Urgency,
)
from baraza.flows.demo.case_content import DemoCase, cases_of_pattern, kind_of, load_cases
from baraza.flows.demo.content import OfficeContent

CIRCLE = {"en": "Protection", "fr": "Protection"}
TOLD = {
    "en": "We have asked {agency} about your matter and tell you as soon as they answer.",
    "fr": "Nous avons interrogé {agency} et vous dirons sa réponse dès que nous l’aurons.",
    "sw": "Tumeuliza {agency} kuhusu jambo lako; tutakuambia watakapojibu.",
    "ar": "سألنا {agency} عن أمركم وسنخبركم حالما يجيبون.",
}
CHASED = "Called and asked again; they look for the file."
CHASE_DAYS = 10


def make_cases(content: OfficeContent, now: datetime) -> None:
    """After the letters; every case with what was done for it so far."""
    told = load_cases(content.slug)
    language = content.languages[0]
    staff = {one.key: User.objects.get(email=one.email) for one in content.staff}
    agencies = _agencies(content, now)
    circle, _ = Circle.objects.get_or_create(name=CIRCLE.get(language, CIRCLE["en"]))
    circle.members.add(*(one for one in staff.values() if Role.CASEWORKER in one.roles))
    names = {one.key: one.name for one in content.people}
    people = {one.name: one for one in Person.objects.filter(name__in=names.values())}
    for case in [*told.cases, *cases_of_pattern(content, told)]:
        person = people.get(names[case.person])
        if person is None:
            continue
        opened = _opened(content, case, person, staff, agencies, circle, now)
        _course(case, opened, agencies, now)
    suggest_patterns(now=now)


def _agencies(content: OfficeContent, now: datetime) -> dict[str, Organisation]:
    found = {}
    for one in load_cases(content.slug).agencies:
        organisation = add_organisation(
            name=one.name, kind=OrganisationKind(one.kind), by=None, now=now
        )
        if one.email:
            add_contact(organisation=organisation, kind=ContactKind.EMAIL, value=one.email, by=None)
        agency = Agency.objects.create(
            organisation=organisation,
            level=one.level,
            what_for=one.what_for,
            phone=one.phone,
            hours=one.hours,
            how_it_really_goes=one.how_it_really_goes,
            changed_at=now,
        )
        AgencyContact.objects.create(
            agency=agency,
            name=one.contact,
            role=one.role,
            email=one.email,
            phone=one.phone,
            confirmed_date=(now - timedelta(days=40)).date(),
        )
        Responsibility.objects.bulk_create(
            Responsibility(agency=agency, kind=kind_of(key)) for key in one.kinds
        )
        found[one.key] = organisation
    return found


def _opened(
    content: OfficeContent,
    case: DemoCase,
    person: Person,
    staff: dict[str, User],
    agencies: dict[str, Organisation],
    circle: Circle,
    now: datetime,
) -> Case:
    at = now - timedelta(days=case.days_ago, hours=len(case.key) % 6)
    letter = Message.objects.filter(raw_item__external_id=f"{content.slug}/{case.letter}/0")
    conversation = Conversation.objects.filter(messages__in=letter).first() if case.letter else None
    return open_case(
        kind=kind_of(case.kind),
        title=case.title,
        channel=Channel(conversation.channel if conversation else case.channel),
        now=at,
        by=staff.get(case.worker),
        person=person,
        behalf=case.behalf,
        story=case.story,
        tried=case.tried,
        wanted=case.wanted,
        urgency=Urgency[case.urgency.upper()],
        urgency_reason=case.urgency_reason,
        organisation=agencies.get(case.agency),
        language=case.language or person.language,
        conversation=conversation,
        circle_id=circle.pk if case.confidential else None,
    )


def _course(case: DemoCase, opened: Case, agencies: dict[str, Organisation], now: datetime) -> None:
    """What was done since, a step every few days; it stands in the past, so rows are written."""
    spent = now - opened.opened_at
    by = opened.assigned_to
    secret = opened.kind.is_sensitive
    CaseNote.objects.bulk_create(
        CaseNote(
            case=opened,
            text="" if secret else words,
            secret=words if secret else "",
            written_by=by,
            written_at=opened.opened_at + spent * 0.3 + timedelta(hours=number),
        )
        for number, words in enumerate(case.notes)
    )
    search_again(opened)
    if not case.way:
        return
    Decision.objects.create(
        case=opened,
        way=case.way,
        ground=case.ground,
        reason=case.reason,
        organisation=agencies.get(case.agency) if case.way == "refer" else None,
        made_by=by,
        made_at=opened.opened_at + spent * 0.1,
    )
    if case.proof:
        Authorisation.objects.create(
            case=opened,
            person=opened.person,
            proof=case.proof,
            witness=case.witness,
            matter=opened.title,
            given_date=opened.opened_at.date(),
            recorded_by=by,
            recorded_at=opened.opened_at + spent * 0.1,
        )
    if case.inquiry:
        _inquiry(case, opened, agencies[case.agency], now)
    opened.state = CaseState.WORKING
    if case.stuck:
        opened.stuck_because = case.stuck
        opened.stuck_since = opened.opened_at + spent * 0.6
    if case.outcome:
        opened.state = CaseState.CLOSED
        opened.outcome = case.outcome
        opened.changed = case.changed
        opened.learnt = case.learnt
        opened.closed_at = opened.opened_at + spent * 0.9
        opened.closed_by = by
        opened.next_update_date = None
    opened.touched_at = opened.closed_at or opened.opened_at + spent * 0.7
    opened.version += 1
    opened.save()


def _inquiry(case: DemoCase, opened: Case, agency: Organisation, now: datetime) -> None:
    spent = now - opened.opened_at
    days = working_days()
    asked_at = opened.opened_at + spent * 0.15
    asked_day = days.day_of(asked_at)
    contact = AgencyContact.objects.get(agency__organisation=agency)
    inquiry = Inquiry.objects.create(
        case=opened,
        organisation=agency,
        contact_name=contact.name,
        contact_address=contact.email,
        subject=case.inquiry,
        reference=f"MW/{opened.pk:04}",
        state="answered" if case.answer else "waiting",
        asked_at=asked_at,
        asked_by=opened.assigned_to,
        expected_date=days.after(asked_day, CHASE_DAYS),
        chase_date=None if case.answer else _chase_date(days.day_of(now), opened.pk),
        chases=case.chased,
        answered_at=opened.opened_at + spent * 0.7 if case.answer else None,
    )
    said = [(0.2 + 0.2 * number, CHASED, False) for number in range(case.chased)]
    if case.answer:
        said.append((0.7, case.answer, True))
    InquiryLog.objects.bulk_create(
        InquiryLog(
            inquiry=inquiry,
            channel=Channel.PHONE,
            is_theirs=is_theirs,
            with_whom=contact.name,
            text=text,
            happened_at=opened.opened_at + spent * when,
            written_by=opened.assigned_to,
        )
        for when, text, is_theirs in said
    )
    words = TOLD.get(opened.language, TOLD["en"]).format(agency=agency.name)
    CaseUpdate.objects.create(
        case=opened,
        text=words,
        language=opened.language,
        channel=opened.channel,
        given_by=opened.assigned_to,
        given_at=asked_at + timedelta(hours=1),
    )
    opened.next_update_date = days.after(days.day_of(now), opened.pk % 9)


def _chase_date(today: date, number: int) -> date:
    """In the coming days; of every sixth it was forgotten."""
    if number % 6 == 0:
        return today - timedelta(days=4)
    return working_days().after(today, number % 8)
