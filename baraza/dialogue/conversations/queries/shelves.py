"""What machines wrote, what could not be read, what came twice."""

from baraza.base.accounts.models import User
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
    """Machine mail, quarantine or duplicates, newest first, without their bytes."""
    rows = RawItem.objects.visible_to(user).without_content().filter(state=state)
    if kind:
        rows = rows.filter(machine_kind=kind)
    if before_id:
        rows = rows.filter(pk__lt=before_id)
    return list(rows.order_by("-pk")[:limit])


def raw_item_for(*, user: User, raw_id: int) -> RawItem:
    """Raises RawItem.DoesNotExist, also for what this person may not see."""
    return RawItem.objects.visible_to(user).get(pk=raw_id)
