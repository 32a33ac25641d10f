"""Write down what is built, how far it is and what was paid; bring projects in from a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from baraza.base.accounts.models import User
from baraza.base.agenda.models import Topic
from baraza.base.audit.actions import record
from baraza.base.people.models import Organisation
from baraza.base.places.models import Area
from baraza.common.bringing import Told
from baraza.common.shown import address_part
from baraza.engagement.projects.deciding import decide
from baraza.engagement.projects.models import (
    Payment,
    Project,
    ProjectFile,
    ProjectStep,
    Source,
    Status,
)

# Language → field → words.
Words = Mapping[str, Mapping[str, Any]]


class NoCurrency(ValueError):
    """Money was paid for a project of which nobody said in which currency."""


@dataclass(frozen=True, slots=True)
class AboutProject:
    """What is known of a project, but for how far it is and what was paid."""

    name: str
    what: str = ""
    area: Area | None = None
    latitude: float | None = None
    longitude: float | None = None
    amount: Decimal | None = None
    currency: str = ""
    source: Source | str = ""
    source_name: str = ""
    body: Organisation | None = None
    topic: Topic | None = None
    began_date: date | None = None
    due_date: date | None = None
    external_id: str = ""
    is_public: bool = True
    translations: Words = field(default_factory=dict)


@transaction.atomic
def save_project(
    *, about: AboutProject, by: User | None, now: datetime, project: Project | None = None
) -> Project:
    """A project, new or said anew. A new one is proposed until a step says more."""
    saved = project or Project()
    for name in about.__slots__:
        if name != "translations":
            value = getattr(about, name)
            setattr(saved, name, value.strip() if isinstance(value, str) else value)
    if project is None:
        taken = Project.objects.values_list("slug", flat=True)
        saved.slug = address_part(saved.name, taken=taken, otherwise="project")
    for language, words in about.translations.items():
        saved.translate(language, words)
    saved.changed_at = now
    saved.save()
    record(actor=by, act="changed" if project else "added", obj=saved, now=now)
    return saved


@transaction.atomic
def add_step(
    *,
    project: Project,
    status: Status,
    happened_date: date,
    by: User | None,
    now: datetime,
    note: str = "",
    translations: Words | None = None,
) -> ProjectStep:
    """It came to a status that day, or something else became of it there."""
    step = ProjectStep(
        project=project, status=status, happened_date=happened_date, note=note.strip()[:500]
    )
    for language, words in (translations or {}).items():
        step.translate(language, words)
    step.save()
    _stand(project, now)
    record(actor=by, act="step_noted", obj=project, now=now)
    return step


@transaction.atomic
def remove_step(*, step: ProjectStep, by: User | None, now: datetime) -> None:
    """It was noted by mistake."""
    step.delete()
    _stand(step.project, now)
    record(actor=by, act="step_removed", obj=step.project, now=now)


@transaction.atomic
def add_payment(
    *,
    project: Project,
    paid_date: date,
    amount: Decimal,
    what_for: str,
    by: User | None,
    now: datetime,
    payee: str = "",
    paper: str = "",
    translations: Words | None = None,
) -> Payment:
    """Money that was spent, in the currency of the project. Raises NoCurrency."""
    if not project.currency:
        raise NoCurrency
    payment = Payment(
        project=project,
        paid_date=paid_date,
        amount=amount,
        what_for=what_for.strip()[:300],
        payee=payee.strip()[:200],
        paper=paper,
    )
    for language, words in (translations or {}).items():
        payment.translate(language, words)
    payment.save()
    Project.objects.filter(pk=project.pk).update(changed_at=now)
    record(actor=by, act="payment_noted", obj=project, now=now)
    return payment


@transaction.atomic
def remove_payment(*, payment: Payment, by: User | None, now: datetime) -> None:
    """It was noted by mistake."""
    payment.delete()
    Project.objects.filter(pk=payment.project_id).update(changed_at=now)
    record(actor=by, act="payment_removed", obj=payment.project, now=now)


@transaction.atomic
def withdraw(*, project: Project, by: User | None, now: datetime) -> None:
    """It is shown nowhere any more; nothing of it is lost."""
    Project.objects.filter(pk=project.pk).update(retired_at=now, changed_at=now)
    record(actor=by, act="retired", obj=project, now=now)


@transaction.atomic
def bring_back(*, project: Project, by: User | None, now: datetime) -> None:
    """It is where it was before."""
    Project.objects.filter(pk=project.pk).update(retired_at=None, changed_at=now)
    record(actor=by, act="restored", obj=project, now=now)


@transaction.atomic
def bring_in(*, file_id: int, by: User | None, now: datetime) -> list[Told]:
    """The projects of a file, all or none; a second time, nothing happens."""
    file = ProjectFile.locked(file_id)
    if file.done_at is not None:
        return file.told()
    plan = decide(file.rows, now=now)
    file.bring_in(plan, by=by, now=now)
    record(actor=by, act="import_started", obj=file, now=now, count=len(plan.told))
    return plan.told


@transaction.atomic
def take_back(*, file_id: int, by: User | None, now: datetime) -> int:
    """Undo it; returns how many projects stay because somebody changed them since.

    Raises NotUndoable.
    """
    file = ProjectFile.locked(file_id)
    stay = file.take_back(now=now)
    record(actor=by, act="import_undone", obj=file, now=now)
    return stay


def _stand(project: Project, now: datetime) -> None:
    """How far it is, is where its last step brought it."""
    last = project.steps.last()
    project.status = last.status if last else Status.PROPOSED
    project.status_date = last.happened_date if last else None
    project.changed_at = now
    project.save(update_fields=["status", "status_date", "changed_at"])
