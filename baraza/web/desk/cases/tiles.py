"""What Today says of the two clocks of cases, and of letters to agencies."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from baraza.base.accounts.models import User
from baraza.base.accounts.rules import Permission, may
from baraza.engagement.casework.models import Case
from baraza.engagement.casework.queries.authorising import cases_held_up
from baraza.engagement.casework.queries.board import matching
from baraza.engagement.casework.queries.clocks import chases_due, updates_due, works_for
from baraza.engagement.casework.queries.inquiries import approvals_waiting, papers_waiting
from baraza.web.desk.cases.place import Place
from baraza.web.desk.today.tiles import Side, Tile, register


@register
def clocks(user: User) -> Iterable[Tile]:
    """Who is to hear from us, first of my own cases and of those I stand in for."""
    if not may(user, Permission.READ_LETTERS):
        return
    address, day = reverse("desk:cases-due"), timezone.localdate()
    if may(user, Permission.MANAGE_CASES):
        workers = works_for(user=user, day=day)
        updates = updates_due(user=user, day=day, workers=workers)
        chases = chases_due(user=user, day=day, workers=workers)
        mine = f"{address}?mine=1"
        yield Tile(_("People to tell how it stands"), f"{mine}#updates", updates, Side.YOURS)
        yield Tile(_("Agencies to ask again"), f"{mine}#chases", chases, Side.YOURS)
        papers = papers_waiting(user=user)
        yield Tile(_("Letters to agencies to print"), f"{address}#papers", papers)
    if may(user, Permission.APPROVE):
        letters = approvals_waiting(user=user)
        yield Tile(_("Letters to agencies to approve"), f"{address}#approvals", letters, Side.YOURS)
    reopened = Place(filters={"reopened": "1"})
    rows = Case.objects.visible_to(user).open().opened_by_a_letter()
    yield Tile(_("Closed cases opened again by a letter"), reopened.list_url, rows)
    updates, chases = updates_due(user=user, day=day), chases_due(user=user, day=day)
    yield Tile(_("People to tell how it stands"), f"{address}#updates", updates)
    yield Tile(_("Agencies to ask again"), f"{address}#chases", chases)


@register
def mine(user: User) -> Iterable[Tile]:
    """What is mine to decide, what of mine does not move, and what is nobody's."""
    if not may(user, Permission.MANAGE_CASES):
        return
    now = timezone.now()
    for label, filters, side in (
        (_("Cases of mine to decide"), {"mine": "1", "step": "decide"}, Side.YOURS),
        (_("Cases of mine that do not move"), {"mine": "1", "stuck": "1"}, Side.YOURS),
        (_("Cases that are nobody’s yet"), {"nobody": "1"}, Side.OFFICE),
    ):
        place = Place(filters=filters)
        rows = matching(user=user, question=place.asks(user), day=timezone.localdate(now), now=now)
        yield Tile(label, place.list_url, rows, side)


@register
def held_back(user: User) -> Iterable[Tile]:
    """Letters to agencies that may not leave."""
    if may(user, Permission.READ_LETTERS):
        yield Tile(
            _("Letters held back until somebody allows them"),
            reverse("desk:authorisations"),
            cases_held_up(user=user),
            is_late=True,
        )
