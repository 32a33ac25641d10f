"""What machines wrote, what could not be read, what came twice."""

from django.db.models import BinaryField
from django.db.models.functions import Substr

from baraza.base.accounts.models import User
from baraza.base.channels.email.glance import BEGINNING, glance
from baraza.base.channels.models import MachineKind, RawItem, RawState

PAGE = 30


def raw_items(
    *,
    user: User,
    state: RawState,
    kind: MachineKind | None = None,
    before_id: int | None = None,
    limit: int = PAGE,
) -> list[RawItem]:
    """Machine mail, quarantine or duplicates, newest first: of their bytes only what `glance` of
    each says, from whom and what about."""
    rows = RawItem.objects.visible_to(user).without_content().filter(state=state)
    rows = rows.annotate(
        beginning=Substr("content", 1, BEGINNING, output_field=BinaryField()),
    )
    if kind:
        rows = rows.filter(machine_kind=kind)
    if before_id:
        rows = rows.filter(pk__lt=before_id)
    items = list(rows.order_by("-pk")[:limit])
    for item in items:
        item.glance = glance(bytes(item.beginning))
    return items


def raw_item_for(*, user: User, raw_id: int) -> RawItem:
    """Raises RawItem.DoesNotExist, also for what this person may not see."""
    return RawItem.objects.visible_to(user).get(pk=raw_id)
