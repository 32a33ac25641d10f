from datetime import datetime

import pytest
from django.conf import LazySettings

from baraza.base.channels.actions.mailboxes import add_mailbox
from baraza.base.channels.email.transport import NO_LIMITS, FolderTransport, Limits, Temporary
from baraza.base.channels.models import Mailbox
from baraza.base.channels.queries import own_addresses
from baraza.base.channels.senders import demo_folder, server_for, way_out
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within

pytestmark = pytest.mark.django_db
ADDRESS = "office@highlands.example"


@pytest.fixture
def mailbox(office: Office, now: datetime) -> Mailbox:
    return add_mailbox(
        address=ADDRESS,
        imap_host="imap.highlands.example",
        smtp_host="smtp.highlands.example",
        smtp_port=587,
        smtp_security="starttls",
        secret={"password": "pears and plums"},
        now=now,
    )


def test_an_address_is_sent_through_its_own_mailbox(mailbox: Mailbox, settings: LazySettings):
    settings.SMTP_URL = "smtp://relay.example"
    server = server_for(ADDRESS.upper())
    assert (server.host, server.port, server.security) == (
        "smtp.highlands.example",
        587,
        "starttls",
    )
    assert (server.username, server.password) == (ADDRESS, "pears and plums")


def test_other_addresses_go_through_the_installations_server(
    mailbox: Mailbox, settings: LazySettings
):
    assert server_for("other@highlands.example") is None
    settings.SMTP_URL = "smtp://relay.example"
    assert server_for("other@highlands.example").host == "relay.example"


@pytest.mark.parametrize("change", [{"is_active": False}, {"smtp_host": ""}])
def test_a_mailbox_that_does_not_send_is_passed_over(mailbox: Mailbox, change: dict[str, object]):
    Mailbox.objects.filter(pk=mailbox.pk).update(**change)
    assert server_for(ADDRESS) is None


def test_without_a_server_there_is_no_way_out(office: Office):
    with pytest.raises(Temporary, match="no mail server"):
        way_out(ADDRESS)


def test_a_demonstration_keeps_its_letters_among_its_own_files(
    office: Office, settings: LazySettings
):
    office.is_demo = True
    assert isinstance(way_out(ADDRESS).opener(), FolderTransport)
    assert demo_folder().is_relative_to(settings.MEDIA_ROOT / office.schema_name)


def test_large_providers_are_not_sent_more_than_they_take(mailbox: Mailbox):
    Mailbox.objects.filter(pk=mailbox.pk).update(smtp_host="smtp.office365.com")
    assert way_out(ADDRESS).limits.a_minute == 25


def test_the_installations_server_says_its_own_limits(office: Office, settings: LazySettings):
    settings.SMTP_URL = "smtp://relay.example?a_minute=7&first_day=0"
    assert way_out(ADDRESS).limits == Limits(a_minute=7, first_day=None)
    settings.SMTP_URL = "smtp://relay.example?limits=off"
    assert way_out(ADDRESS).limits == NO_LIMITS


def test_a_mailbox_of_one_office_sends_nothing_for_another(
    two_offices: tuple[Office, Office], mailbox: Mailbox
):
    with within(two_offices[1]):
        assert server_for(ADDRESS) is None


def test_the_addresses_of_mailboxes_are_the_offices_own(mailbox: Mailbox):
    Mailbox.objects.filter(pk=mailbox.pk).update(address="Cases@Highlands.example")
    assert own_addresses() == {ADDRESS, "cases@highlands.example"}
