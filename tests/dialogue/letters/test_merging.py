from hypothesis import given
from hypothesis import strategies as st

from baraza.dialogue.letters.merging import FIELDS, merge, unfilled


def test_fields_are_filled_in():
    assert merge("Dear [first_name], [office]", {"first_name": "Asha", "office": "Our office"}) == (
        "Dear Asha, Our office"
    )


def test_a_field_without_a_value_stays_to_be_seen():
    text = merge("Dear [first_name], about [topic] and [topic]", {"first_name": "", "office": "x"})
    assert unfilled(text) == ["[first_name]", "[topic]"]


def test_what_is_no_field_is_left_alone():
    text = "[Annex 1] {{ settings.SECRET_KEY }} [[office]] %(office)s"
    assert merge(text, {"office": "Ours"}) == (
        "[Annex 1] {{ settings.SECRET_KEY }} [Ours] %(office)s"
    )


def test_a_persons_name_cannot_bring_in_another_field():
    assert merge("Dear [full_name]", {"full_name": "[office]", "office": "secret"}) == (
        "Dear [office]"
    )


@given(st.text(), st.dictionaries(st.sampled_from(sorted(FIELDS)), st.text()))
def test_no_text_breaks_it(text: str, fields: dict[str, str]):
    assert isinstance(merge(text, fields), str)
