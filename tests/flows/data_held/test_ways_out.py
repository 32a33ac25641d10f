"""What left in other ways than by mail is theirs to have and to erase, too."""

import io
import zipfile
from datetime import datetime, timedelta
from io import BytesIO

from baraza.base.accounts.models import Role, User
from baraza.base.channels.actions import sending
from baraza.base.office_register.models import Office
from baraza.base.people.models import Person
from baraza.dialogue.conversations.actions.answering import Words
from baraza.dialogue.conversations.actions.approving import ask, send_back
from baraza.dialogue.conversations.actions.drafts import enclose, save_draft
from baraza.dialogue.conversations.actions.on_paper import answer_on_paper
from baraza.dialogue.conversations.actions.passing_on import Office as Ministry
from baraza.dialogue.conversations.actions.passing_on import pass_on
from baraza.dialogue.conversations.actions.reply import reply
from baraza.dialogue.conversations.models import Approval, Conversation, PaperLetter
from baraza.flows.data_held.erasure import erase_person
from baraza.flows.data_held.person_archive import write_person_archive
from tests.flows.data_held.conftest import canary_letter
from tests.flows.data_held.test_erasure import dump_of
from tests.letters import bring
from tests.staff import member_of_staff

WORDS = (
    "Askedword", "Remarkword", "Enclosedword", "Waitingword", "Paperword", "Streetword",
    "Coveringword", "Noteword", "canarybodyword",
)  # fmt: skip


def answer_in_every_way(staff: User, now: datetime) -> Person:
    """Enclosed, asked for, sent back, on paper, passed on; and a draft with a file."""
    bring(canary_letter(), now=now)
    conversation = Conversation.objects.get()
    [letter] = conversation.messages.all()

    def draft(content: str) -> None:
        kept = save_draft(conversation=conversation, author=staff, text="See:", now=now)
        enclose(draft=kept, content=BytesIO(content.encode()), name="a.txt", now=now)

    draft("Enclosedword")
    reply(conversation=conversation, author=staff, text="See:", now=now)
    author = member_of_staff(email="k@highlands.example", name="Kim", roles=[Role.VOLUNTEER])
    words = Words(text="Askedword")
    approval = ask(conversation=conversation, author=author, words=words, now=now)
    send_back(approval=approval, by=staff, remark="Remarkword", now=now)
    answer_on_paper(
        conversation=conversation,
        author=staff,
        words=Words(text="Paperword"),
        address="Wanjiru\nStreetword 3",
        now=now,
    )
    pass_on(
        letter=letter,
        office=Ministry("Ministry", "m@water.example"),
        covering="Coveringword",
        note="Noteword",
        by=staff,
        now=now,
    )
    sending.send_due(now=now + timedelta(minutes=1))
    draft("Waitingword")
    return conversation.person


def left_in(content: bytes) -> list[str]:
    return [
        word
        for word in WORDS
        if word.lower().encode() in content or word.encode().hex().encode() in content
    ]


def test_nothing_of_it_is_left_once_somebody_is_erased(kept_office: Office, now: datetime) -> None:
    staff = member_of_staff(email="leila@canary.example", name="Leila Haddad")
    person = answer_in_every_way(staff, now)
    assert left_in(dump_of(kept_office)) == [*WORDS]
    erase_person(person=person, by=staff, now=now)
    assert left_in(dump_of(kept_office)) == []
    # That it was asked for and printed on paper stays counted.
    assert (Approval.objects.count(), PaperLetter.objects.count()) == (1, 1)


def test_all_of_it_is_in_what_they_are_given(office: Office, staff: User, now: datetime) -> None:
    person = answer_in_every_way(staff, now)
    file = io.BytesIO()
    write_person_archive(person=person, user=staff, to=file, now=now)
    archive = zipfile.ZipFile(file)
    page = archive.read("index.html").decode()
    for word in ("Paperword", "Streetword", "Coveringword", "Noteword", "canarybodyword"):
        assert word in page
    files = {archive.read(name) for name in archive.namelist()}
    assert b"Enclosedword" in files
    # What is being written, and asked of colleagues, was never said to them.
    assert not [word for word in ("Askedword", "Remarkword", "Waitingword") if word in page]
