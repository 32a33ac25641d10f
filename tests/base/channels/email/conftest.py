from contextlib import contextmanager
from pathlib import Path
from time import process_time

import pytest


@pytest.fixture(scope="session")
def shared_mail() -> Path:
    """The folder of real mail beside the checkout, where this machine has it."""
    folder = Path(__file__).resolve().parents[5] / "shared" / "data" / "mail"
    if not folder.is_dir():
        pytest.skip("the shared mail (../shared/data/mail) is not on this machine")
    return folder


@pytest.fixture
def within_seconds():
    """Asserts that a block takes at most so many seconds of this process's own time."""

    @contextmanager
    def watch(seconds: float):
        start = process_time()
        yield
        assert process_time() - start < seconds

    return watch
