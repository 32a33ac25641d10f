"""Files of parliament's on the screen."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from baraza.base.office.queries import profile
from baraza.base.people.exchange.headed import Row
from baraza.engagement.consultations import files
from baraza.engagement.consultations.actions import bringing
from baraza.engagement.consultations.deciding import decide
from baraza.engagement.consultations.models import ParliamentFile
from baraza.engagement.consultations.popolo import NotPopolo
from baraza.web.desk.parliament.forms import ParliamentFileForm
from baraza.web.desk.website.bringing import Way


def _read(path: Path, entered: Mapping[str, Any]) -> list[Row]:
    return files.read_rows(path, member=entered["member"] or profile().member_name)


WAY = Way(
    name="parliament",
    model=ParliamentFile,
    form=ParliamentFileForm,
    question=_("Which file of parliament’s shall we bring in?"),
    about=_(
        "A table of bills, of votes or of committees; or JSON as Popolo has it, with votes, "
        "motions and memberships. Which it is, is seen from the file."
    ),
    accept=".csv,.tsv,.txt,.xlsx,.json",
    help_text=_("CSV, Excel, or JSON (Popolo)."),
    forms={
        "bills": (_("Bills"), list(files.BILLS.values())),
        "votes": (_("Votes"), list(files.VOTES.values())),
        "committees": (_("Committees"), list(files.COMMITTEES.values())),
    },
    read=_read,
    decide=decide,
    bring_in=bringing.bring_in,
    take_back=bringing.take_back,
    missing=_("No column is called “Voted on”, “Bill” or “Committee”. Use one of the forms."),
    most=files.MOST_ROWS,
    back="desk:votes",
    refusals=(
        (
            NotPopolo,
            _(
                "There is no bill, vote or membership of the member in it. Is the name of the "
                "member written as in the file?"
            ),
        ),
    ),
)
