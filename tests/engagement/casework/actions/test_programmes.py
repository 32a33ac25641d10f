"""Support told to those it fits who agreed to hear of it, each once; its documents in a case."""

from datetime import datetime, timedelta

import pytest

from baraza.base.accounts.models import Circle, Role, User
from baraza.base.channels.models import OutgoingItem, OutgoingState
from baraza.base.channels.rules import refusals
from baraza.base.office_register.models import Office
from baraza.base.people.actions.consent import give_consent, withdraw_consent
from baraza.base.people.actions.placing import set_areas
from baraza.base.people.models import HowGiven, Person, Purpose
from baraza.dialogue.audiences.actions.mailing import (
    NeedsApproval,
    NobodyReached,
    fill_outbox,
    stop_mailing,
)
from baraza.dialogue.audiences.models import Mailing
from baraza.dialogue.audiences.queries import LeftOut
from baraza.engagement.casework.actions.programmes import (
    NoLongerOffered,
    collect_documents,
    drop_documents,
    retire_programme,
    tell_of_programme,
)
from baraza.engagement.casework.models import CaseStep, Programme, ProgrammeNotice
from baraza.engagement.casework.queries.programmes import untold_people, whom_to_tell
from tests.agencies import an_area, support
from tests.cases import a_case, kind_of
from tests.people import somebody
from tests.staff import member_of_staff

pytestmark = pytest.mark.django_db
SITE = "https://highlands.example/"
A_DAY = timedelta(days=1)


@pytest.fixture
def grant(office: Office, now: datetime) -> Programme:
    return support(
        "Fuel grant",
        now=now,
        kinds=[kind_of()],
        documents=["Pension slip", "Photo"],
        deadline_date=now.date() + 30 * A_DAY,
        translations={"fr": {"name": "Aide au chauffage", "documents": ["Bulletin de pension"]}},
    )


def pensioner(name: str, now: datetime, *, agrees: bool = True, **details: object) -> Person:
    email = details.pop("email", f"{name.lower()}@post.example")
    case = details.pop("case", {})
    person = somebody(name, email=email, **details)
    a_case(now=now, person=person, **case)
    if agrees:
        give_consent(person=person, purpose=Purpose.SUPPORT, how_given=HowGiven.PAPER, now=now)
    return person


def tell(grant: Programme, staff: User, now: datetime) -> Mailing:
    mailing = tell_of_programme(programme=grant, by=staff, site=SITE, now=now)
    fill_outbox(mailing_id=mailing.pk, now=now)
    return mailing


def told(grant: Programme) -> list[str]:
    return sorted(grant.notices.values_list("person__name", flat=True))


def test_those_it_fits_who_agreed_are_told_in_their_language(
    grant: Programme, staff: User, now: datetime
) -> None:
    pensioner("Amani", now)
    pensioner("Elodie", now, language="fr")
    pensioner("Silent", now, agrees=False)
    other = somebody("Other", email="other@post.example")
    a_case(now=now, person=other, kind=kind_of("Land"))
    give_consent(person=other, purpose=Purpose.SUPPORT, how_given=HowGiven.PAPER, now=now)

    telling = whom_to_tell(programme=grant, user=staff, now=now)
    assert telling.size.reached == 2
    assert telling.size.left_out == {LeftOut.NO_CONSENT: 1}
    tell(grant, staff, now)

    letters = {one.recipient: one for one in OutgoingItem.objects.select_related("words")}
    assert set(letters) == {"amani@post.example", "elodie@post.example"}
    english, french = letters["amani@post.example"], letters["elodie@post.example"]
    assert english.words.subject == "Support that may be yours: Fuel grant"
    assert "- Pension slip\n- Photo" in english.words.text
    assert "Until: 3 June 2026" in english.words.text
    assert "Jusqu’au : 3 juin 2026" in french.words.text
    assert french.words.subject == "Une aide qui vous concerne peut-être : Aide au chauffage"
    assert "- Bulletin de pension" in french.words.text
    assert told(grant) == ["Amani", "Elodie"]


def test_nobody_is_told_twice_and_whoever_agrees_later_is_told_then(
    grant: Programme, staff: User, now: datetime
) -> None:
    pensioner("Amani", now)
    late = pensioner("Late", now, agrees=False)
    tell(grant, staff, now)
    with pytest.raises(NobodyReached):
        tell(grant, staff, now + A_DAY)
    assert whom_to_tell(programme=grant, user=staff, now=now).told_before == 1

    give_consent(person=late, purpose=Purpose.SUPPORT, how_given=HowGiven.PAPER, now=now)
    tell(grant, staff, now + A_DAY)
    assert OutgoingItem.objects.count() == 2
    assert told(grant) == ["Amani", "Late"]


def test_stopped_before_it_left_nobody_counts_as_told(
    grant: Programme, staff: User, now: datetime
) -> None:
    pensioner("Amani", now)
    pensioner("Gone", now)
    mailing = tell(grant, staff, now)
    OutgoingItem.objects.filter(recipient="gone@post.example").update(state=OutgoingState.SENT)
    stop_mailing(mailing=mailing, by=staff, now=now)
    assert told(grant) == ["Gone"]
    tell(grant, staff, now + A_DAY)
    assert told(grant) == ["Amani", "Gone"]


def test_consent_taken_back_meanwhile_holds_the_letter_back(
    grant: Programme, staff: User, now: datetime
) -> None:
    person = pensioner("Amani", now)
    tell(grant, staff, now)
    item = OutgoingItem.objects.get()
    withdraw_consent(person=person, purpose=Purpose.SUPPORT, now=now)
    assert refusals(guard=item.guard, subjects=[item.guard_subject])


def test_where_somebody_lives_counts_and_their_cases_place_where_that_is_not_known(
    staff: User, grant: Programme, now: datetime
) -> None:
    ward, elsewhere = an_area("Ahero", now=now), an_area("Kano", now=now)
    grant.area = ward
    grant.save()
    lives = pensioner("Lives", now, case={"area": elsewhere})
    moved = pensioner("Moved", now, case={"area": ward})
    pensioner("Unknown", now, case={"area": ward})
    pensioner("Nowhere", now)
    set_areas(areas={lives.pk: ward.pk, moved.pk: elsewhere.pk}, by=None)
    found = untold_people(programme=grant, user=staff, now=now)
    assert sorted(person.name for person in found) == ["Lives", "Unknown"]


def test_a_confidential_case_makes_nobody_fit_for_those_outside_its_circle(
    grant: Programme, staff: User, now: datetime
) -> None:
    circle = Circle.objects.create(name="Few")
    circle.members.add(staff)
    pensioner("Hidden", now, case={"circle": circle})
    outsider = member_of_staff(email="o@highlands.example", name="Odd", roles=[Role.COMMUNICATIONS])
    telling = whom_to_tell(programme=grant, user=outsider, now=now)
    assert (telling.size.meant, telling.told_before) == (0, 0)
    assert whom_to_tell(programme=grant, user=staff, now=now).size.reached == 1


def test_what_is_over_or_retired_is_told_to_nobody(
    grant: Programme, staff: User, now: datetime
) -> None:
    pensioner("Amani", now)
    with pytest.raises(NoLongerOffered):
        tell(grant, staff, now + 31 * A_DAY)
    retire_programme(programme=grant, by=staff, now=now)
    with pytest.raises(NoLongerOffered):
        tell(grant, staff, now)
    assert not OutgoingItem.objects.exists()


def test_whose_letters_need_approval_tells_nobody(grant: Programme, now: datetime) -> None:
    pensioner("Amani", now)
    volunteer = member_of_staff(email="v@highlands.example", name="Vic", roles=[Role.VOLUNTEER])
    with pytest.raises(NeedsApproval):
        tell(grant, volunteer, now)
    assert not ProgrammeNotice.objects.exists()


def test_documents_become_steps_of_the_case_once_and_are_dropped_while_missing(
    grant: Programme, staff: User, now: datetime
) -> None:
    case = a_case(now=now)
    assert collect_documents(case=case, programme=grant, by=staff, now=now) == 2
    assert collect_documents(case=case, programme=grant, by=staff, now=now) == 0
    steps = CaseStep.objects.filter(case=case)
    assert [step.words for step in steps] == ["Pension slip", "Photo"]
    assert {step.due_date for step in steps} == {grant.deadline_date}
    version = type(case).objects.get(pk=case.pk).version
    assert version == case.version + 1

    steps.filter(words="Photo").update(done_at=now)
    assert drop_documents(case=case, programme=grant, by=staff, now=now) == 1
    assert [step.words for step in steps.all()] == ["Photo"]
