"""`baraza doctor` reads every office's trail."""

from baraza.base.audit.actions import record
from baraza.base.audit.models import AuditEntry
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from baraza.config.checks import findings


def trail_of(slug: str) -> tuple[str, str]:
    """State and words of the finding about an office's trail."""
    [found] = [one for one in findings() if one.about == f"{slug}: trail"]
    return found.state, found.words


def test_a_changed_row_is_told_for_the_office_it_is_in(office: Office) -> None:
    record(actor=None, act="closed")
    last = record(actor=None, act="closed").number
    assert trail_of("highlands")[0] == "ok"
    with within(office):
        AuditEntry.objects.filter(number=last - 1).update(act="answered")
    state, words = trail_of("highlands")
    assert state == "wrong"
    assert f"row {last - 1} " in words
    assert trail_of("lakeside")[0] == "ok"
