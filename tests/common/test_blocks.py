"""Parts of a page, while they are written and as they are published."""

import pytest
from django.core.exceptions import ValidationError

from baraza.common.blocks import Button


def pressed_to(address: str) -> dict[str, object]:
    return {"label": "Come", "page": None, "address": address}


@pytest.mark.parametrize("address", ["h", "https:", "https://", "https://exa mple"])
def test_an_address_half_typed_is_kept_with_the_draft_and_not_published(address: str) -> None:
    block = Button()
    assert block.clean_deferred(pressed_to(address))["address"] == address
    with pytest.raises(ValidationError):
        block.clean(pressed_to(address))


def test_what_a_browser_would_run_is_not_even_kept_with_a_draft() -> None:
    with pytest.raises(ValidationError):
        Button().clean_deferred(pressed_to("javascript:alert(1)"))


def test_a_whole_address_is_taken_as_it_is() -> None:
    given = pressed_to("https://parliament.example/bills")
    assert Button().clean(given)["address"] == given["address"]
