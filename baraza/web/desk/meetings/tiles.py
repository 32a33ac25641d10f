"""What Today says of meetings."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from baraza.base.accounts.models import User
from baraza.base.accounts.rules import Permission, may
from baraza.engagement.events.queries import meetings as asked
from baraza.web.desk.today.tiles import Side, Tile, register


@register
def meetings(user: User) -> Iterable[Tile]:
    """Whom I meet, whom somebody has to ring, and what nobody does."""
    if not may(user, Permission.READ_LETTERS):
        return
    now = timezone.now()
    if may(user, Permission.MANAGE_CASES):
        today = asked.mine_today(user=user, now=now)
        yield Tile(_("I meet today"), f"{reverse('desk:meetings')}?who=me", today, Side.YOURS)
        over = asked.not_noted(user=user, now=now)
        where = reverse("desk:meetings-over")
        yield Tile(_("What became of these meetings?"), where, over, Side.YOURS)
        ring = asked.to_be_told(user=user)
        yield Tile(_("To be rung about a meeting"), reverse("desk:meetings-ring"), ring)
        nobody = asked.without_host(user=user, now=now)
        where = reverse("desk:meetings-hand-over")
        yield Tile(_("Meetings without anybody"), where, nobody, is_late=True)
