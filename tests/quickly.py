"""What shortens a run and leaves every proof as it is: no work for work's sake, and an order in
which no process waits for another.
"""

from collections import Counter

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

# A million rounds are for whoever stole the table. Most tests make somebody who can sign in, and
# a fifth of a second each was a third of a run. Programs that a test starts take their million.
PBKDF2PasswordHasher.iterations = 10

JOURNEYS = "tests/journeys/"
# Few tests, each of them long: begun at the end, they would leave all other processes idle.
LONGEST = (JOURNEYS, "tests/sealing/", "tests/faults/", "tests/flows/data_held/", "tests/config/")


class OneProductForAllJourneys(LoadFileScheduling):
    """One process runs all journeys, so that the product is started once."""

    def _split_scope(self, nodeid: str) -> str:
        return JOURNEYS if nodeid.startswith(JOURNEYS) else super()._split_scope(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadFileScheduling | None:
    """The order is that of the collection, which is settled below."""
    if config.getoption("dist") != "loadfile":
        return None
    config.option.loadscopereorder = False
    return OneProductForAllJourneys(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Long files first, short ones last, where several processes share them."""
    if not hasattr(config, "workerinput"):
        return
    counts = Counter(item.path for item in items)

    def place(item: pytest.Item) -> tuple[int, int]:
        begins = [item.nodeid.startswith(folder) for folder in LONGEST]
        return (begins.index(True) if any(begins) else len(LONGEST), -counts[item.path])

    items.sort(key=place)
