"""Keep the list of genuine accounts, and the log of those that only pretend."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from baraza.base.accounts.models import User
from baraza.base.audit.actions import record
from baraza.engagement.outreach.models import (
    ApprovalRule,
    Impostor,
    ImpostorOutcome,
    Network,
    SocialAccount,
)

# Language → field → words.
Words = Mapping[str, Mapping[str, Any]]


class AddressTaken(ValueError):
    """This account is in the list already, perhaps withdrawn."""


@dataclass(frozen=True, slots=True)
class AboutAccount:
    """What is known of an account of ours."""

    network: Network
    name: str
    address: str
    run_by: str = ""
    managers: Collection[User] = ()
    is_verified: bool = False
    has_two_factor: bool = False
    approval: ApprovalRule = ApprovalRule.CHIEF
    replies_freely: bool = True
    is_public: bool = True
    translations: Words = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AboutImpostor:
    """What is known of an account that pretends to be ours."""

    network: Network
    name: str
    address: str
    seen_date: date
    reported_date: date | None = None
    outcome: ImpostorOutcome = ImpostorOutcome.SEEN
    settled_date: date | None = None
    note: str = ""
    warns: bool = False
    warning: str = ""
    translations: Words = field(default_factory=dict)


def save_account(
    *, about: AboutAccount, by: User | None, now: datetime, account: SocialAccount | None = None
) -> SocialAccount:
    """An account, new or said anew. Raises AddressTaken."""
    saved = account or SocialAccount()
    _fill(saved, about, leaving_out=("translations", "managers"))
    saved.changed_at = now
    try:
        with transaction.atomic():
            saved.save()
            saved.managers.set(about.managers)
            record(actor=by, act="changed" if account else "added", obj=saved, now=now)
    except IntegrityError as error:
        raise AddressTaken from error
    return saved


@transaction.atomic
def withdraw_account(*, account: SocialAccount, by: User | None, now: datetime) -> None:
    """It is no longer ours, or no longer used."""
    SocialAccount.objects.filter(pk=account.pk).update(retired_at=now, changed_at=now)
    record(actor=by, act="retired", obj=account, now=now)


@transaction.atomic
def restore_account(*, account: SocialAccount, by: User | None, now: datetime) -> None:
    """It is ours after all."""
    SocialAccount.objects.filter(pk=account.pk).update(retired_at=None, changed_at=now)
    record(actor=by, act="restored", obj=account, now=now)


@transaction.atomic
def save_impostor(
    *, about: AboutImpostor, by: User | None, now: datetime, impostor: Impostor | None = None
) -> Impostor:
    """Somebody who pretends to be us, new in the log or said anew."""
    saved = impostor or Impostor()
    _fill(saved, about, leaving_out=("translations",))
    saved.changed_at = now
    saved.save()
    record(actor=by, act="changed" if impostor else "added", obj=saved, now=now)
    return saved


def _fill(row: Any, about: Any, *, leaving_out: Collection[str]) -> None:
    for name in about.__slots__:
        if name not in leaving_out:
            value = getattr(about, name)
            setattr(row, name, value.strip() if isinstance(value, str) else value)
    for language, words in about.translations.items():
        row.translate(language, words)
