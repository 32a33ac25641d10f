"""The directory of agencies: who is in it, for what and where, whom to ask there; what came of
sending somebody there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from baraza.base.accounts.models import User
from baraza.base.audit.actions import record
from baraza.base.office.queries import day_of, working_days
from baraza.base.people.actions.belonging import add_organisation
from baraza.base.people.models import Organisation
from baraza.base.places.models import Area
from baraza.engagement.casework.actions.changing import locked, touched
from baraza.engagement.casework.models import (
    ORGANISATION_KIND,
    Agency,
    AgencyContact,
    CaseKind,
    CaseStep,
    Decision,
    Level,
    Responsibility,
    WayForward,
)

# So many working days after a referral it is asked whether it helped.
ASK_AFTER = 10


class NothingToReach(ValueError):
    """A contact has neither an e-mail address nor a telephone number nor a name."""


@dataclass(frozen=True, slots=True)
class AboutAgency:
    """What the directory says of an organisation; `translations`: language → field → words."""

    level: Level
    what_for: str = ""
    phone: str = ""
    hours: str = ""
    how_it_really_goes: str = ""
    is_public: bool = True
    translations: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@transaction.atomic
def make_agency(
    *, organisation: Organisation, about: AboutAgency, by: User | None, now: datetime
) -> Agency:
    """Put an organisation into the directory; one that was in it before comes back with what was
    known of it, and these words."""
    agency = Agency.objects.select_for_update().filter(organisation=organisation).first()
    agency = agency or Agency(organisation=organisation)
    agency.retired_at = None
    _set(agency, about, now)
    record(actor=by, act="added", obj=agency, now=now)
    return agency


@transaction.atomic
def add_agency(*, name: str, about: AboutAgency, by: User | None, now: datetime) -> Agency:
    """An organisation that was not known, and what the directory says of it."""
    organisation = add_organisation(name=name, kind=ORGANISATION_KIND[about.level], by=by, now=now)
    return make_agency(organisation=organisation, about=about, by=by, now=now)


@transaction.atomic
def change_agency(*, agency: Agency, about: AboutAgency, by: User | None, now: datetime) -> None:
    """Say anew what the directory says of it."""
    _set(agency, about, now)
    record(actor=by, act="changed", obj=agency, now=now)


@transaction.atomic
def retire_agency(*, agency: Agency, by: User | None, now: datetime) -> None:
    """Nobody is sent there any more; what is known of it stays."""
    Agency.objects.filter(pk=agency.pk).update(retired_at=now, changed_at=now)
    record(actor=by, act="retired", obj=agency, now=now)


@transaction.atomic
def restore_agency(*, agency: Agency, by: User | None, now: datetime) -> None:
    """It is in the directory again, as it was."""
    Agency.objects.filter(pk=agency.pk).update(retired_at=None, changed_at=now)
    record(actor=by, act="restored", obj=agency, now=now)


@transaction.atomic
def add_responsibility(
    *,
    agency: Agency,
    kind: CaseKind,
    area: Area | None,
    by: User | None,
    now: datetime,
    what: str = "",
) -> Responsibility:
    """That it looks after this, there or (without an area) everywhere; said again, nothing
    changes."""
    row, is_new = Responsibility.objects.get_or_create(
        agency=agency, kind=kind, area=area, what=what.strip()[:200]
    )
    if is_new:
        record(actor=by, act="responsible", obj=agency, now=now, detail={"kind": kind.pk})
    return row


@transaction.atomic
def remove_responsibility(*, responsibility: Responsibility, by: User | None) -> None:
    """It does not look after this, or not there."""
    agency, kind = responsibility.agency, responsibility.kind_id
    responsibility.delete()
    record(actor=by, act="not_responsible", obj=agency, detail={"kind": kind})


@transaction.atomic
def save_contact(
    *,
    agency: Agency,
    by: User | None,
    now: datetime,
    contact: AgencyContact | None = None,
    name: str = "",
    role: str = "",
    email: str = "",
    phone: str = "",
    confirmed_date: date | None = None,
) -> AgencyContact:
    """Somebody to turn to there, new or said anew; who writes it down confirms it, unless another
    day is given. Raises NothingToReach."""
    words = {"name": name, "role": role, "email": email, "phone": phone}
    words = {each: value.strip() for each, value in words.items()}
    if not any(words[each] for each in ("name", "email", "phone")):
        raise NothingToReach
    saved = contact or AgencyContact(agency=agency)
    for each, value in words.items():
        setattr(saved, each, value)
    saved.confirmed_date, saved.confirmed_by = confirmed_date or day_of(now=now), by
    saved.save()
    record(actor=by, act="changed" if contact else "contact_added", obj=agency, now=now)
    return saved


@transaction.atomic
def remove_contact(*, contact: AgencyContact, by: User | None) -> None:
    """Nobody turns there any more."""
    agency = contact.agency
    contact.delete()
    record(actor=by, act="contact_removed", obj=agency)


@transaction.atomic
def confirm_contact(*, contact: AgencyContact, by: User, now: datetime) -> None:
    """It is still right, today."""
    contact.confirmed_date, contact.confirmed_by = day_of(now=now), by
    contact.save(update_fields=["confirmed_date", "confirmed_by"])
    record(actor=by, act="contact_confirmed", obj=contact.agency, now=now)


@transaction.atomic
def unconfirm_contact(*, contact: AgencyContact, before: date | None, by: User) -> None:
    """That was a mistake: it was last confirmed on that day, or never."""
    contact.confirmed_date, contact.confirmed_by = before, None
    contact.save(update_fields=["confirmed_date", "confirmed_by"])
    record(actor=by, act="contact_unconfirmed", obj=contact.agency)


@transaction.atomic
def ask_whether_it_helped(*, decision: Decision, now: datetime) -> CaseStep | None:
    """A step in ten working days for every referral; None for another decision, or one that has
    it already."""
    known = CaseStep.objects.filter(referral=decision).exists()
    if decision.way != WayForward.REFER or known:
        return None
    days = working_days()
    where = decision.organisation or decision.programme
    words = _("Ask whether the referral helped")
    if where is not None:
        words = _("Ask whether %(name)s helped") % {"name": where.name}
    last = CaseStep.objects.filter(case=decision.case_id).order_by("-position").first()
    return CaseStep.objects.create(
        case_id=decision.case_id,
        words=words[:200],
        due_date=days.after(days.day_of(now), ASK_AFTER),
        position=last.position + 1 if last else 0,
        referral=decision,
    )


@transaction.atomic
def note_outcome(
    *,
    decision: Decision,
    helped: bool | None,
    by: User,
    now: datetime,
    ask_on: date | None = None,
) -> None:
    """What came of a referral; its step is done. None: nobody knows, and it is asked again, in ten
    working days unless a day is given."""
    case = locked(case_id=decision.case_id)
    decision.helped = helped
    decision.save(update_fields=["helped"])
    step = CaseStep.objects.filter(referral=decision)
    if helped is None:
        days = working_days()
        due_date = ask_on or days.after(days.day_of(now), ASK_AFTER)
        step.update(done_at=None, done_by=None, due_date=due_date)
    else:
        step.update(done_at=now, done_by=by)
    touched(case, now)
    detail = {"decision": decision.pk, "helped": None if helped is None else int(helped)}
    record(actor=by, act="referral_asked", obj=case, now=now, detail=detail)


def _set(agency: Agency, about: AboutAgency, now: datetime) -> None:
    agency.level, agency.is_public = about.level, about.is_public
    agency.what_for, agency.how_it_really_goes = about.what_for, about.how_it_really_goes
    agency.phone, agency.hours = about.phone[:50], about.hours[:200]
    agency.translations = {code: dict(words) for code, words in about.translations.items() if words}
    agency.changed_at = now
    agency.save()
