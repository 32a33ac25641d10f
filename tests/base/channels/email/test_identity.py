import pytest

from baraza.base.channels.email.identity import (
    is_our_message_id,
    make_message_id,
    tag_of,
    tagged_address,
)
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within

pytestmark = pytest.mark.django_db
ADDRESS = "office@highlands.example"


def test_a_tagged_address_names_its_number(office: Office):
    address = tagged_address(ADDRESS, kind="c", number=12)
    assert address.startswith("office+c12.")
    assert address.endswith("@highlands.example")
    assert tag_of(address, kind="c") == "12"
    assert tag_of(address.upper().lower(), kind="c") == "12"


def test_a_tag_is_good_for_its_own_kind_and_number_only(office: Office):
    address = tagged_address(ADDRESS, kind="c", number=12)
    assert tag_of(address, kind="b") is None
    assert tag_of(address.replace("+c12.", "+b12."), kind="b") is None
    assert tag_of(address.replace("+c12.", "+c13."), kind="c") is None


@pytest.mark.parametrize(
    "address",
    ["", "office", ADDRESS, "office+c12@x.example", "office+c12.0000000000000000@x.example"],
)
def test_nobody_can_make_a_tag_up(office: Office, address: str):
    assert tag_of(address, kind="c") is None


def test_message_ids_are_recognised_whatever_their_host(office: Office):
    mark = make_message_id(public_id="ab" * 16, host="highlands.example")
    assert is_our_message_id(mark)
    assert is_our_message_id(mark.replace("highlands.example", "relay.example"))
    assert not is_our_message_id(mark.replace("abab", "abac", 1))
    assert not is_our_message_id("first@post.example")
    assert not is_our_message_id("")


def test_marks_of_one_office_mean_nothing_in_another(two_offices: tuple[Office, Office]):
    first, second = two_offices
    with within(first):
        address = tagged_address(ADDRESS, kind="c", number=1)
        mark = make_message_id(public_id="ab" * 16, host="x.example")
    with within(second):
        assert tag_of(address, kind="c") is None
        assert not is_our_message_id(mark)


def test_marks_of_another_installation_mean_nothing(office: Office, settings):
    address = tagged_address(ADDRESS, kind="c", number=1)
    settings.SECRET_KEY = "another installation's key, long enough"
    assert tag_of(address, kind="c") is None
