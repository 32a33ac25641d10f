"""Many act at the same moment, each in a transaction of their own."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from django.db import connection

from baraza.base.audit.actions import record
from baraza.base.audit.models import AuditEntry
from baraza.base.audit.queries import verify
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within


def test_many_at_once_make_one_chain(committed_office: Office, now: datetime) -> None:
    def act(number: int) -> None:
        with within(committed_office):
            for _ in range(10):
                record(actor=None, act="closed", now=now, detail={"thread": number})
        connection.close()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(act, range(4)))
    with within(committed_office):
        assert AuditEntry.objects.count() == 40
        assert verify() is None
