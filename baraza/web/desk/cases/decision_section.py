"""The part of a case's file that says how we go about it, and why."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from baraza.base.accounts.models import User
from baraza.base.accounts.rules import Permission, may
from baraza.dialogue.conversations.queries import readers_of
from baraza.engagement.casework.models import Case, CaseState, WayForward
from baraza.engagement.casework.queries.deciding import decisions_of
from baraza.web.desk.cases.forms.decisions import StepBackForm
from baraza.web.desk.cases.section import Context, Section

WHAT_IT_MEANS = {
    WayForward.RESOLVE: _("We ask those responsible, and stay with it."),
    WayForward.REFER: _("Somebody else can help; we say who, and ask whether they did."),
    WayForward.INFORM: _("They can do it themselves once they know how."),
    WayForward.DECLINE: _("It is not ours to do; we say why, and what may help."),
}


def colleagues_for(case: Case, user: User) -> list[User]:
    """Whoever else works on cases and may see this one."""
    readers = readers_of(circle_id=case.circle_id)
    return [one for one in readers if one.pk != user.pk and may(one, Permission.MANAGE_CASES)]


def _shown(case: Case, request: HttpRequest) -> Context:
    """What was decided, the newest first; what may be decided where nothing was."""
    decisions = decisions_of(case=case)
    step_back = None
    if case.state != CaseState.CLOSED and may(request.user, Permission.MANAGE_CASES):
        step_back = StepBackForm(colleagues=colleagues_for(case, request.user))
    return {
        "decision": next(iter(decisions), None),
        "earlier": decisions[1:],
        "ways": [(way, way.label, words) for way, words in WHAT_IT_MEANS.items()],
        "step_back": step_back,
    }


DECISION = Section(
    name="decision", label=_("What do we do?"), template="decision.html", context=_shown
)
