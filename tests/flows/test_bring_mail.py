from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

from baraza.base.channels.models import OutgoingItem, RawItem, RawState
from baraza.base.office_register.models import Office
from baraza.dialogue.conversations.actions import receive
from baraza.dialogue.conversations.models import Conversation, Direction, Message
from baraza.flows.bring_mail import Brought, bring_mail
from baraza.insight.queries import figures
from tests.letters import letter

pytestmark = pytest.mark.django_db


def bring(path: Path, now: datetime, **fields: object) -> Brought:
    return bring_mail(path=path, now=lambda: now, **fields)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three letters, one of them twice, a machine's, one that cannot be read and no mail at all."""
    contents = {
        "a.eml": letter(),
        "b.eml": letter(
            "Any news?", message_id="<2@p.example>", in_reply_to="<first@post.example>"
        ),
        "sub/c.eml": letter("Roads.", sender="Rosa <rosa@p.example>", message_id="<3@p.example>"),
        "sub/again.eml": letter() + b"\n",
        "machine.eml": letter(
            headers={"Auto-Submitted": "auto-replied"}, message_id="<4@p.example>"
        ),
        "broken.eml": b"Subject:\n\n" + b"--x\n",
        "picture.png": b"\x89PNG\r\n",
    }
    for name, content in contents.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    return tmp_path


def test_every_letter_is_accounted_for(office: Office, folder: Path, now: datetime):
    brought = bring(folder, now)
    assert (brought.found, brought.stored, brought.known) == (6, 6, 0)
    assert list(brought.problems) == [str(folder / "picture.png")]
    assert brought.filed.total() == 6
    found = figures()
    assert found.contradictions() == []
    assert (found.raw, found.machine_mail, found.duplicates) == (6, 1, 1)
    assert found.waiting == 0


def test_brought_again_nothing_is_doubled(office: Office, folder: Path, now: datetime):
    bring(folder, now)
    before = figures()
    again = bring(folder, now)
    assert (again.stored, again.known, again.filed.total()) == (0, 6, 0)
    assert figures() == before


def test_history_is_acknowledged_to_nobody(office: Office, folder: Path, now: datetime):
    bring(folder, now)
    assert not OutgoingItem.objects.exists()


def test_answers_of_the_office_among_them_are_its_answers(
    office: Office, tmp_path: Path, now: datetime
):
    (tmp_path / "in.eml").write_bytes(letter())
    (tmp_path / "out.eml").write_bytes(
        letter(
            "We have asked.",
            sender="Office <office@highlands.example>",
            to="amani@post.example",
            message_id="<a@highlands.example>",
            in_reply_to="<first@post.example>",
        )
    )
    bring(tmp_path, now)
    assert Message.objects.filter(direction=Direction.OUTGOING).count() == 1
    assert Conversation.objects.get().state == "answered"
    assert figures().sent_elsewhere == 1


def test_progress_is_told(office: Office, folder: Path, now: datetime):
    told: Counter[str] = Counter()
    files: list[int] = []

    def tell(step: str, count: int) -> None:
        told[step] += count

    bring(folder, now, on_files=files.append, progress=tell)
    assert files == [7]
    assert told == {"read": 7, "filed": 6}


@pytest.mark.parametrize("batch_items", [1, 2, 100])
def test_batches_change_nothing(office: Office, folder: Path, now: datetime, batch_items: int):
    bring(folder, now, batch_items=batch_items)
    found = figures()
    assert (found.filed, found.conversations, found.people) == (4, 3, 2)


def test_what_a_killed_run_left_waiting_is_filed_by_the_next(
    office: Office, folder: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
):
    class Killed(BaseException):
        pass

    def die(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(receive, "_file", die)
        with pytest.raises(Killed):
            bring(folder, now)
    assert set(RawItem.objects.values_list("state", flat=True)) == {RawState.WAITING}
    again = bring(folder, now)
    assert again.filed.total() == 6
    assert figures().contradictions() == []


def test_large_letters_are_filed_a_few_at_a_time(
    office: Office, tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(receive, "BATCH_BYTES", 5_000)
    for n in range(6):
        (tmp_path / f"{n}.eml").write_bytes(
            letter(f"{n} " + "water " * 500, message_id=f"<{n}@x.example>")
        )
    assert bring(tmp_path, now).filed == {RawState.FILED: 6}


def test_a_path_that_is_not_there_is_an_error(office: Office, tmp_path: Path, now: datetime):
    with pytest.raises(FileNotFoundError):
        bring(tmp_path / "nothing", now)


def test_a_single_file_that_a_person_named_is_never_refused(
    office: Office, tmp_path: Path, now: datetime
):
    (tmp_path / "x").write_bytes(b"")
    assert bring(tmp_path / "x", now).filed == {RawState.QUARANTINE: 1}


def test_every_ham_letter_of_the_corpus_is_accounted_for(
    office: Office, shared_data: Path, now: datetime
):
    ham = shared_data / "mail" / "ham"
    if not ham.is_dir():
        pytest.skip("there is no ham among the real mail")
    brought = bring(ham, now)
    found = figures()
    assert found.contradictions() == []
    assert brought.stored == found.raw
    assert (found.quarantined, found.waiting) == (0, 0)
    unexpected = RawItem.objects.filter(reason__startswith="Something unexpected")
    assert not unexpected.exists()
