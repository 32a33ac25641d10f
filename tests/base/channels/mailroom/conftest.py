import pytest

from baraza.base.channels import mailroom


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mailroom that looks for changed mailboxes more often than in life."""
    monkeypatch.setattr(mailroom, "LOOK_SECONDS", 0.3)
