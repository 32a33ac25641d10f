"""What Today says of agencies and support."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from baraza.base.accounts.models import User
from baraza.base.accounts.rules import Permission, may
from baraza.engagement.casework.queries.agencies import referrals_to_ask
from baraza.engagement.casework.queries.programmes import near_deadlines, over
from baraza.web.desk.today.tiles import Tile, register


@register
def agencies(user: User) -> Iterable[Tile]:
    """Whom to ask whether it helped, and support that ends."""
    if not may(user, Permission.MANAGE_CASES):
        return
    day = timezone.localdate()
    asked = referrals_to_ask(user=user, day=day)
    yield Tile(_("Referred: did it help?"), reverse("desk:referrals"), asked)
    support = reverse("desk:programmes")
    yield Tile(_("Support that ends soon"), f"{support}?state=near", near_deadlines(day=day))
    yield Tile(_("Support whose last day has passed"), f"{support}?state=over", over(day=day))
