"""What Today says of promises."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from baraza.base.accounts.models import User
from baraza.base.accounts.rules import Permission, may
from baraza.dialogue.commitments.queries import commitments
from baraza.web.desk.today.tiles import Side, Tile, register


@register
def promises(user: User) -> Iterable[Tile]:
    """What I owe, what of it is late, and who should hear of what became of it."""
    if not may(user, Permission.READ_LETTERS):
        return
    address, today = reverse("desk:promises"), timezone.localdate()
    if may(user, Permission.MANAGE_CASES):
        mine = commitments(user=user, owner=user.pk)
        late = commitments(user=user, owner=user.pk, late_on=today)
        yield Tile(_("Promised by me"), f"{address}?mine=1", mine, Side.YOURS)
        yield Tile(
            _("Promised by me, and late"),
            f"{address}?mine=1&late=1",
            late,
            Side.YOURS,
            is_late=True,
        )
    everybody = commitments(user=user, late_on=today)
    yield Tile(_("Promises that are late"), f"{address}?late=1", everybody, is_late=True)
    untold = commitments(user=user, is_untold=True)
    yield Tile(_("They do not know yet"), f"{address}?untold=1", untold)
