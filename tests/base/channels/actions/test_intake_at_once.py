from datetime import datetime

from baraza.base.channels.actions.intake import Arrival, store_arrivals
from baraza.base.channels.models import RawItem
from baraza.base.office_register.models import Office
from tests.threads import at_once


def test_two_processes_bringing_the_same_things_keep_each_once(
    committed_office: Office, now: datetime
):
    arrivals = [Arrival(b"%d" % n) for n in range(50)]

    def bring() -> int:
        return store_arrivals(source="at-once", arrivals=arrivals, now=now).new

    results = at_once(committed_office, bring, bring)
    assert all(isinstance(result, int) for result in results), results
    assert RawItem.objects.filter(source="at-once").count() == len(arrivals)
    RawItem.objects.filter(source="at-once").delete()
