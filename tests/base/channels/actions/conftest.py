from collections.abc import Iterator

import pytest
from django.conf import LazySettings

from baraza.base.office_register.models import Office
from tests.smtp import MailServer, mail_server


@pytest.fixture
def server(office: Office, settings: LazySettings) -> Iterator[MailServer]:
    """A mail server that this machine sends through."""
    with mail_server() as running:
        settings.SMTP_URL = running.url
        yield running
