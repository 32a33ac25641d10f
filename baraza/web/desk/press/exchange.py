"""Files of the media list on the screen."""

from django.utils.translation import gettext_lazy as _

from baraza.engagement.press import files
from baraza.engagement.press.actions import outlets
from baraza.engagement.press.deciding import decide
from baraza.engagement.press.models import MediaFile
from baraza.web.desk.website.bringing import Way

WAY = Way(
    name="press",
    model=MediaFile,
    question=_("Which media list shall we bring in?"),
    about=_(
        "One contact a row, with the outlet they work for. Whoever is here already is completed, "
        "never doubled."
    ),
    accept=".csv,.tsv,.txt,.xlsx",
    help_text=_("CSV or Excel, with the headings of the form."),
    forms={"contacts": (_("Outlets and contacts"), list(files.FIELDS.values()))},
    read=lambda path, _entered: files.read_rows(path),
    decide=decide,
    bring_in=outlets.bring_in,
    take_back=outlets.take_back,
    missing=_("No column is called “Outlet”. Use the headings of the form."),
    most=files.MOST_ROWS,
    back="desk:press",
)
