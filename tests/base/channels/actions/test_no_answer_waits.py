import asyncio
import threading
import time
from datetime import datetime

from django.conf import LazySettings
from django.db import connection

from baraza.base.channels.actions.outbox import Recipient, put_many_in_outbox
from baraza.base.channels.actions.sending import send_bulk, send_urgent
from baraza.base.channels.models import OutgoingState
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from tests.base.channels.outbox import put, state
from tests.smtp import MailServer, mail_server


def test_letters_to_many_that_are_taken_slowly_delay_no_answer(
    committed_office: Office, settings: LazySettings, now: datetime
):
    """Two senders, as the two processes are; the server takes a second over each of the many."""

    class Slow(MailServer):
        async def handle_DATA(self, server, session, envelope):
            if envelope.rcpt_tos[0].endswith("@slow.example"):
                await asyncio.sleep(1)
            return await super().handle_DATA(server, session, envelope)

    with mail_server(kind=Slow) as server:
        settings.SMTP_URL = server.url + "?limits=off"
        put_many_in_outbox(
            subject="News",
            text="The road is open.",
            recipients=[Recipient(f"p{number}@slow.example") for number in range(8)],
            now=now,
        )

        def bulk() -> None:
            with within(committed_office):
                send_bulk(now=now)
            connection.close()

        sender = threading.Thread(target=bulk)
        sender.start()
        time.sleep(0.5)
        item = put("amani@post.example", now=now)
        started = time.monotonic()
        send_urgent(now=now)
        took = time.monotonic() - started
        assert sender.is_alive()
        sender.join()
    assert state(item) == OutgoingState.SENT
    assert took < 2.0
