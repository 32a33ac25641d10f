"""Why a way in is closed, for those who work here."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from baraza.base.office.queries import zone
from baraza.base.office.queries.attendance import Because, WayIn
from baraza.base.office.saying import when_in_words


def why_in_words(each: WayIn, *, now: datetime) -> str:
    """What people meet there at this moment, and why."""
    entrance = each.entrance
    if each.because == Because.NOT_OFFERED:
        return _("Not offered.")
    if each.because == Because.ALWAYS:
        return _("It cannot be closed.")
    if each.because == Because.BY_HAND and entrance.forced_until:
        words = {
            "name": entrance.forced_by.name if entrance.forced_by else _("somebody"),
            "when": when_in_words(entrance.forced_until, now=now, zone=zone()),
        }
        if each.is_open:
            return _("Open: %(name)s said so. By itself again %(when)s.") % words
        return _("Closed: %(name)s said so. By itself again %(when)s.") % words
    if each.because == Because.BEHIND:
        return _("Closed by itself: more waits than the limit.")
    if each.because == Because.NOT_SET_UP:
        return _("Nobody is named who attends it.")
    if each.because == Because.ATTENDED:
        return _("Somebody attends it.")
    if each.attended:
        when = when_in_words(each.attended.opens_at, now=now, zone=zone())
        return _("Closed: nobody attends it now. Next %(when)s.") % {"when": when}
    return _("Closed: nobody who attends it is here in the next two weeks.")
