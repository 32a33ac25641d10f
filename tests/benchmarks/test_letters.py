"""Both sides of the outbox benchmark send letters of the same weight, all fields filled."""

from baraza.base.channels.email.fields import filled as fields_filled
from benchmarks import letters


def test_the_letter_weighs_about_six_and_a_half_kilobytes() -> None:
    assert 6_000 < len(letters.text()) + len(letters.html()) < 7_000
    assert 3_000 < len(letters.text(letters.UNSTYLED_TEXT_BYTES)) < 3_500


def test_every_field_is_filled_for_every_recipient() -> None:
    seen = set()
    for number in range(50):
        address, fields = letters.recipient(number)
        assert set(fields) == set(letters.FIELDS)
        words = letters.with_brackets(letters.SUBJECT + letters.text())
        filled = fields_filled(words, fields)
        assert "{{" not in words
        assert "[" not in filled
        assert fields["unsubscribe"] in filled
        seen.add(address)
    assert len(seen) == 50
