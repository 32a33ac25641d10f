"""How long a text message is."""

import pytest

from baraza.common.text_messages import size_of


@pytest.mark.parametrize(
    ("text", "signs", "parts"),
    [
        ("", 0, 1),
        ("a" * 160, 160, 1),
        ("a" * 161, 161, 2),
        ("a" * 306, 306, 2),
        ("a" * 307, 307, 3),
        ("é" * 160, 160, 1),
        ("€" * 80, 160, 1),
        ("€" * 81, 162, 2),
        ("تحية " * 14, 70, 1),
        ("تحية " * 14 + "ة", 71, 2),
        ("ê" + "a" * 69, 70, 1),
        ("🙂" * 35, 70, 1),
        ("🙂" * 36, 72, 2),
    ],
)
def test_a_text_is_counted_as_the_network_counts_it(text: str, signs: int, parts: int) -> None:
    size = size_of(text)
    assert (size.signs, size.parts) == (signs, parts)


def test_what_is_left_is_room_in_the_last_part() -> None:
    assert size_of("a" * 150).left == 10
    assert size_of("a" * 161).left == 2 * 153 - 161
