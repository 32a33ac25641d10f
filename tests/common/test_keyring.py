import pytest
from django.conf import LazySettings
from hypothesis import given
from hypothesis import strategies as st

from baraza.common.keyring import Unreadable, decrypt, encrypt


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_what_was_encrypted_is_read_again(text: str):
    kept = encrypt(text)
    assert kept.isascii()
    assert decrypt(kept) == text


def test_the_same_text_is_kept_differently_each_time():
    assert encrypt("secret") != encrypt("secret")
    assert "secret" not in encrypt("secret")


def test_keys_can_be_changed_without_losing_anything(settings: LazySettings):
    settings.DATA_KEYS = ["old"]
    kept = encrypt("secret")
    settings.DATA_KEYS = ["new", "old"]
    assert decrypt(kept) == "secret"
    newer = encrypt("secret")
    settings.DATA_KEYS = ["new"]
    assert decrypt(newer) == "secret"
    with pytest.raises(Unreadable):
        decrypt(kept)


@pytest.mark.parametrize("change", [lambda kept: kept[:-2], lambda kept: "x" + kept, lambda _: ""])
def test_what_was_changed_is_not_read(change):
    with pytest.raises(Unreadable):
        decrypt(change(encrypt("secret")))
