"""Files of projects on the screen."""

from django.utils.translation import gettext_lazy as _

from baraza.engagement.projects import actions, files
from baraza.engagement.projects.deciding import decide
from baraza.engagement.projects.models import ProjectFile
from baraza.web.desk.website.bringing import Way

WAY = Way(
    name="projects",
    model=ProjectFile,
    question=_("Which file of projects shall we bring in?"),
    about=_(
        "One project a row. An area is given by its number or name, a responsible body by the name "
        "of an organisation that is known here, days like 2026-05-31."
    ),
    accept=".csv,.tsv,.txt,.xlsx",
    help_text=_("CSV or Excel, with the headings of the form."),
    forms={"projects": (_("Projects"), list(files.FIELDS.values()))},
    read=lambda path, _entered: files.read_rows(path),
    decide=decide,
    bring_in=actions.bring_in,
    take_back=actions.take_back,
    missing=_("No column is called “Project”. Use the headings of the form."),
    most=files.MOST_ROWS,
    back="desk:projects",
)
