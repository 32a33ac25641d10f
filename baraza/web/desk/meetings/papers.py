"""The sheet of a day on paper."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from baraza.base.office.queries import profile
from baraza.common import paper
from baraza.common.paper.layouts import MeetingLine, Meetings
from baraza.engagement.events.queries.meetings import Day, Line


def pdf_of(days: Sequence[Day]) -> bytes:
    """What this reader may see of them."""
    office = profile()
    data: Meetings = {
        "head": {"office": office.name, "member": office.member_name, "lines": []},
        "title": _("Meetings"),
        "nobody": _("Nobody comes."),
        "days": [
            {"name": date_format(day.date, "l, j F Y"), "lines": [_line(one) for one in day.lines]}
            for day in days
        ],
    }
    return paper.render("meetings", data, get_language() or office.default_language)


def _line(line: Line) -> MeetingLine:
    begins, ends = (timezone.localtime(moment) for moment in (line.starts_at, line.ends_at))
    time = f"{date_format(begins, 'TIME_FORMAT')}–{date_format(ends, 'TIME_FORMAT')}"
    host = str(line.host or _("nobody yet"))
    one = line.appointment
    if one is None:
        what = line.busy.words or _("Busy") if line.busy else _("Confidential")
        return {"time": time, "who": what, "host": host, "notes": []}
    where = str(one.location or "") or one.get_way_display()
    notes = [f"{one.purpose} · {where}"]
    for label, words in (
        ("", one.matter),
        (_("Telephone"), one.phone),
        (_("Needs"), one.needs),
        (_("Interpreter"), one.interpreter),
    ):
        if words:
            notes.append(f"{label}: {words}" if label else words)
    return {"time": time, "who": one.name, "host": host, "notes": notes}
