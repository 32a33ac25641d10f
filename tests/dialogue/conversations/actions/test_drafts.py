"""What is being written, and the files that are to go with it."""

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO

import pytest
from django.conf import LazySettings

from baraza.base.accounts.models import User
from baraza.base.channels.actions.sending import send_due
from baraza.base.channels.email.parse import attachment_content, parse_letter
from baraza.base.channels.models import OutgoingFile, OutgoingItem
from baraza.base.office_register.models import Office
from baraza.common.uploads import UploadRefused
from baraza.common.virus_scan import ScannerSilent
from baraza.dialogue.conversations.actions import drafts
from baraza.dialogue.conversations.actions.drafts import enclose, save_draft, take_out
from baraza.dialogue.conversations.actions.emptying import empty_conversations
from baraza.dialogue.conversations.actions.reply import (
    TIME_TO_TAKE_BACK,
    LetterChanged,
    reply,
    take_back,
)
from baraza.dialogue.conversations.models import Conversation, Draft, DraftFile
from baraza.dialogue.letters.actions import save_letter
from tests.letters import bring, letter
from tests.smtp import MailServer, mail_server

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n" + b"0" * 500
PROGRAM = b"MZ\x90\x00\x03\x00\x00\x00" + bytes(200)


@pytest.fixture
def conversation(office: Office, now: datetime) -> Conversation:
    bring(letter(), now=now)
    return Conversation.objects.get()


@pytest.fixture
def draft(conversation: Conversation, staff: User, now: datetime) -> Draft:
    return save_draft(conversation=conversation, author=staff, text="Look:", now=now)


@pytest.fixture
def server(office: Office, settings: LazySettings) -> Iterator[MailServer]:
    with mail_server() as running:
        settings.SMTP_URL = running.url
        yield running


def put_in(draft: Draft, content: bytes, name: str, now: datetime) -> DraftFile:
    return enclose(draft=draft, content=BytesIO(content), name=name, now=now)


def test_files_leave_with_the_answer_and_stay_seen_in_the_thread(
    draft: Draft, staff: User, now: datetime, server: MailServer
):
    put_in(draft, PDF, "plan.pdf", now)
    put_in(draft, "Écoles à visiter".encode(), "Écoles à visiter.txt", now)
    message = reply(conversation=draft.conversation, author=staff, text="Look:", now=now)
    send_due(now=now + TIME_TO_TAKE_BACK)
    [sent] = server.kept
    parsed = parse_letter(sent.content)
    assert parsed.text.strip() == "Look:"
    files = [(each.filename, each.content_type) for each in parsed.attachments]
    assert files == [
        ("plan.pdf", "application/pdf"),
        ("Écoles à visiter.txt", "text/plain"),
    ]
    assert attachment_content(sent.content, parsed.attachments[0].index) == PDF
    assert [each.name for each in message.outgoing.files.all()] == [name for name, _ in files]
    assert not DraftFile.objects.exists()


def test_a_letter_without_files_carries_none(
    conversation: Conversation, staff: User, now: datetime, server: MailServer
):
    reply(conversation=conversation, author=staff, text="Yes.", now=now)
    send_due(now=now + TIME_TO_TAKE_BACK)
    assert parse_letter(server.kept[0].content).attachments == []


def test_a_colleagues_files_stay_theirs(
    draft: Draft, staff: User, now: datetime, server: MailServer
):
    put_in(draft, PDF, "plan.pdf", now)
    other = User.objects.create_user(email="o@highlands.example", password="x", name="Omar")
    save_draft(conversation=draft.conversation, author=other, text="Yes.", now=now)
    other.roles = ["caseworker"]
    message = reply(conversation=draft.conversation, author=other, text="Yes.", now=now)
    assert not message.outgoing.files.exists()
    assert DraftFile.objects.get().draft == draft


def test_taken_back_the_files_are_in_the_draft_again(draft: Draft, staff: User, now: datetime):
    put_in(draft, PDF, "plan.pdf", now)
    message = reply(conversation=draft.conversation, author=staff, text="Look:", now=now)
    again = take_back(message=message, author=staff, now=now)
    kept = again.files.get()
    assert (kept.name, bytes(kept.content)) == ("plan.pdf", PDF)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (PROGRAM, "photo.jpg"),
        (PROGRAM, "setup.exe"),
        (PDF, "invoice.exe"),
        (b"", "empty.pdf"),
        (b"<html><script>alert(1)</script></html>", "page.html"),
    ],
    ids=["disguised", "program", "other ending", "empty", "web page"],
)
def test_what_is_not_what_it_says_is_not_kept(
    draft: Draft, now: datetime, content: bytes, name: str
):
    with pytest.raises(UploadRefused):
        put_in(draft, content, name, now)
    assert not DraftFile.objects.exists()


def test_together_files_stay_below_what_mailboxes_take(
    draft: Draft, now: datetime, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(drafts, "MOST_BYTES_TOGETHER", 1_200)
    put_in(draft, PDF, "one.pdf", now)
    put_in(draft, PDF, "two.pdf", now)
    with pytest.raises(UploadRefused) as found:
        put_in(draft, PDF, "three.pdf", now)
    assert found.value.words == drafts.TOO_LARGE_TOGETHER
    assert draft.files.count() == 2


def test_a_scanner_that_does_not_answer_lets_nothing_pass(
    draft: Draft, now: datetime, settings: LazySettings
):
    settings.CLAMD = "127.0.0.1:1"
    with pytest.raises(ScannerSilent):
        put_in(draft, PDF, "plan.pdf", now)
    assert not DraftFile.objects.exists()


def test_names_come_without_folders(draft: Draft, now: datetime):
    assert put_in(draft, PDF, "..\\..\\secret/plan.pdf", now).name == "plan.pdf"


def test_a_file_taken_out_does_not_leave(draft: Draft, staff: User, now: datetime):
    take_out(file=put_in(draft, PDF, "plan.pdf", now), now=now)
    message = reply(conversation=draft.conversation, author=staff, text="Look:", now=now)
    assert not message.outgoing.files.exists()


def test_a_letter_changed_while_one_writes_is_told_and_the_old_words_may_still_leave(
    conversation: Conversation, staff: User, now: datetime
):
    kept = save_letter(name="We ask", texts={"en": ("", "We ask.")}, now=now)
    taken = kept.texts.get()
    save_letter(letter=kept, name="We ask", texts={"en": ("", "We asked.")}, now=now)
    newer = kept.texts.get()
    with pytest.raises(LetterChanged) as found:
        reply(
            conversation=conversation,
            author=staff,
            text="We ask.",
            letter_text=newer,
            letter_version=taken.version,
            now=now,
        )
    assert found.value.letter_text == newer
    assert not OutgoingItem.objects.exists()
    seen = found.value.letter_text.version
    message = reply(
        conversation=conversation,
        author=staff,
        text="We ask.",
        letter_text=newer,
        letter_version=seen,
        now=now,
    )
    assert message.said == "We ask."


def test_the_signature_follows_the_text(conversation: Conversation, staff: User, now: datetime):
    message = reply(
        conversation=conversation, author=staff, text="Yes.\n", signature="Leila\n", now=now
    )
    assert message.said == message.outgoing.text == "Yes.\n\nLeila"


def test_files_of_words_that_were_emptied_go_too(draft: Draft, staff: User, now: datetime):
    put_in(draft, PDF, "plan.pdf", now)
    message = reply(conversation=draft.conversation, author=staff, text="Look:", now=now)
    OutgoingItem.objects.update(state="sent")
    save_draft(conversation=draft.conversation, author=staff, text="More:", now=now)
    put_in(Draft.objects.get(), PDF, "more.pdf", now)
    empty_conversations(conversations=[message.conversation_id], now=now)
    assert not OutgoingFile.objects.exists()
    assert not DraftFile.objects.exists()
