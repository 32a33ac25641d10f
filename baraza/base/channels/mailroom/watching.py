"""One thread for one mailbox: read it, wait for more, and begin again when the line is cut."""

import logging
import threading
import time
from datetime import datetime
from typing import NamedTuple

from django.db import DatabaseError
from django.utils import timezone, translation
from django.utils.translation import gettext, gettext_noop

from baraza.base.channels.actions.collection import note_problem, note_read
from baraza.base.channels.actions.mailboxes import imap_server
from baraza.base.channels.email.imap import INBOX, Refused, Session, open_session
from baraza.base.channels.email.trouble import MailboxTrouble
from baraza.base.channels.mailroom.reading import Reader, at_work
from baraza.base.channels.models import Mailbox
from baraza.base.channels.secrets import forget_token, mailbox_credentials
from baraza.base.office.queries import profile
from baraza.base.office_register.models import Office
from baraza.common.trails import trail

# Even a server that promises to tell is asked; far below the 29 minutes of RFC 2177.
IDLE_SECONDS = 240
POLL_SECONDS = 60
# After something came: what arrived while we read may have been announced too early to be heard.
SHORT_SECONDS = 5
FIRST_WAIT_SECONDS = 1
LONGEST_WAIT_SECONDS = 900
# A connection that held this long was a good one: its end is no failure.
GOOD_SECONDS = 60

KEPT = gettext_noop(
    "What was read before is kept, nothing on the server was changed, and it is tried again by "
    "itself."
)
UNEXPECTED = gettext_noop("Something in Baraza failed while reading this mailbox ({error}).")

logger = logging.getLogger(__name__)


class Settings(NamedTuple):
    """What a thread was started with; another value means another thread."""

    host: str
    port: int
    security: str
    username: str
    sign_in: str
    sent_folder: str
    attended_since: datetime


def settings_of(mailbox: Mailbox) -> Settings:
    """All that decides what is read and how, but for the secret."""
    return Settings(
        host=mailbox.imap_host,
        port=mailbox.imap_port,
        security=mailbox.imap_security,
        username=mailbox.username,
        sign_in=mailbox.sign_in,
        sent_folder=mailbox.sent_folder,
        attended_since=mailbox.attended_since,
    )


class Watch:
    """The thread of one mailbox."""

    def __init__(self, office: Office, mailbox: Mailbox) -> None:
        self.settings = settings_of(mailbox)
        # Waiting after a failure that people can see.
        self.has_told = False
        self._office = office
        self._mailbox_id = mailbox.pk
        self._ended = threading.Event()
        self._reader = Reader(office=office, mailbox=mailbox, ended=self._ended)
        self._session: Session | None = None
        self._failures = 0
        self._thread = threading.Thread(
            target=self._run, name=f"{office.slug} mailbox {mailbox.pk}", daemon=True
        )

    def start(self) -> None:
        self._thread.start()

    def is_alive(self) -> bool:
        return self._thread.is_alive()

    def end(self) -> None:
        """Ask it to end; what it waits for is interrupted."""
        self._ended.set()
        if session := self._session:
            session.interrupt()

    def join(self, *, seconds: float) -> None:
        self._thread.join(timeout=max(0.0, seconds))

    def _run(self) -> None:
        while not self._ended.is_set():
            started, kept = time.monotonic(), self._reader.kept
            problem = self._attempt()
            if self._ended.is_set() or problem is None:
                return
            if time.monotonic() - started > GOOD_SECONDS or self._reader.kept > kept:
                self._failures = 0
            self._failures += 1
            # One broken line is everyday; the second failure in a row is worth a person's time.
            if self._failures > 1 or self._session is None:
                self._tell(problem)
            self._session = None
            wait = FIRST_WAIT_SECONDS * 2 ** min(self._failures - 1, 20)
            self._ended.wait(min(wait, LONGEST_WAIT_SECONDS))
            self.has_told = False

    def _attempt(self) -> Exception | None:
        """Read for as long as the connection holds; returns what ended it.

        None when the mailbox is not to be read any more.
        """
        try:
            self._reader.load()
            with at_work(self._office):
                server = imap_server(
                    mailbox=self._reader.mailbox,
                    credentials=mailbox_credentials(self._reader.mailbox),
                )
            with open_session(server) as session:
                self._session = session
                self._stay(session)
        except Mailbox.DoesNotExist:
            return None
        except MailboxTrouble as error:
            if self._session is None:
                with at_work(self._office):
                    forget_token(self._reader.mailbox)
            return error
        except Exception as error:  # whatever it is, this mailbox is tried again
            if not self._ended.is_set():
                logger.error("Reading mailbox %s failed: %s", self._mailbox_id, trail(error))
            return error
        return None

    def _stay(self, session: Session) -> None:
        mailbox = self._reader.mailbox
        sent = session.sent_folder(mailbox.sent_folder)
        can_idle = session.can_idle
        wait = SHORT_SECONDS
        while not self._ended.is_set():
            warning = ""
            new = self._reader.read(session, INBOX, is_sent=False)
            if sent and sent != INBOX:
                try:
                    new += self._reader.read(session, sent, is_sent=True)
                except Refused as error:
                    warning = self._in_words(error)
                # Waiting is for letters that come in, so their folder is the one left open.
                new += self._reader.read(session, INBOX, is_sent=False)
            if self._ended.is_set():
                return
            with at_work(self._office):
                note_read(mailbox=mailbox, now=timezone.now(), warning=warning)
            wait = SHORT_SECONDS if new else wait
            if can_idle:
                try:
                    session.wait(wait)
                except Refused:
                    can_idle = False
            else:
                self._ended.wait(min(wait, POLL_SECONDS))
            wait = IDLE_SECONDS

    def _tell(self, error: Exception) -> None:
        try:
            problem = self._in_words(error, and_then=KEPT)
            with at_work(self._office):
                note_problem(mailbox_id=self._mailbox_id, problem=problem, now=timezone.now())
        except DatabaseError:
            logger.exception("The trouble of mailbox %s could not be noted", self._mailbox_id)
        else:
            self.has_told = True

    def _in_words(self, error: Exception, *, and_then: str = "") -> str:
        """In the first language of the office."""
        with at_work(self._office), translation.override(profile().default_language):
            words = gettext(UNEXPECTED).format(error=type(error).__name__)
            if isinstance(error, MailboxTrouble):
                words = str(error)
            return f"{words} {gettext(and_then)}" if and_then else words
