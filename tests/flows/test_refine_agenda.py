"""A change of the agenda, and those whose words brought it about."""

from datetime import datetime

from django.db import connection
from django.test.utils import CaptureQueriesContext

from baraza.base.accounts.models import User
from baraza.base.agenda.actions import add_priority
from baraza.base.agenda.models import Stage
from baraza.base.office_register.models import Office
from baraza.dialogue.inputs.models import Influence, Input
from baraza.flows.refine_agenda import refine_agenda
from tests.letters import bring, letter


def test_whose_words_it_was_is_written_before_the_act_is_recorded(
    office: Office, staff: User, now: datetime
) -> None:
    bring(letter(), now=now)
    priority = add_priority(name="Clean water")
    with CaptureQueriesContext(connection) as queries:
        change = refine_agenda(
            priority=priority,
            words="Two wells more",
            translations={},
            stage=Stage.DRAFTING,
            inputs=[Input.objects.get().pk],
            by=staff,
            now=now,
        )
    assert Influence.objects.get().change == change
    written = [one["sql"] for one in queries if one["sql"].startswith(("INSERT", "UPDATE"))]
    assert '"audit_' in written[-1]
    assert any('"inputs_influence"' in one for one in written[:-1])
    priority.refresh_from_db()
    assert priority.stage == Stage.DRAFTING
