"""A case leaves as one file."""

import base64
import hashlib
import json
from datetime import datetime

from baraza.base.accounts.models import User
from baraza.base.office_register.models import Office
from baraza.dialogue.conversations.models import Conversation
from baraza.engagement.casework.exchange.whole import FORMAT, VERSION, as_json, whole_case
from baraza.engagement.casework.models import Case, CaseConversation, CaseFile, CaseNote
from tests.engagement.casework.full_case import SECRET, full_case
from tests.letters import bring, letter
from tests.people import somebody


def _case(now: datetime) -> Case:
    case = full_case(now, somebody("Amani Njeri", email="amani@post.example"))
    bring(letter("The well is dry.", sender="Amani Njeri <amani@post.example>"), now=now)
    CaseConversation.objects.create(
        case=case, conversation=Conversation.objects.get(kind="constituent"), added_at=now
    )
    return case


def test_complete_it_is_everything_with_files_that_can_be_proven(
    office: Office, staff: User, now: datetime
) -> None:
    case = _case(now)
    record = whole_case(case=case, user=staff, now=now, is_complete=True)
    read = json.loads("".join(as_json(case=case, record=record)))
    assert (read["format"], read["version"], read["complete"]) == (FORMAT, VERSION, True)
    assert read["case"]["story"] == f"Story {SECRET}"
    assert read["case"]["answers"] == [{"question": "Illness", "answer": f"Answer {SECRET}"}]
    assert read["case"]["learnt"] == SECRET
    assert read["notes"][0]["text"] == f"Note {SECRET}"
    assert read["inquiries"][0]["letters"][0]["text"] == f"Letter {SECRET}"
    assert read["inquiries"][0]["log"][0]["text"] == SECRET
    assert read["letters"][0]["text"].strip() == "The well is dry."
    [file] = read["files"]
    content = base64.b64decode(file["content"])
    assert content == SECRET.encode()
    assert hashlib.sha256(content).hexdigest() == file["sha256"]


def test_for_whom_it_is_about_nothing_that_staff_noted_is_in_it(
    office: Office, staff: User, now: datetime
) -> None:
    case = _case(now)
    Case.objects.filter(pk=case.pk).update(
        learnt="learnt-by-us", stuck_because="stuck-by-us", urgency_reason="urgent-to-us"
    )
    case.refresh_from_db()
    case.assigned_to = staff
    case.decisions.update(reason="reasoned-by-us", made_by=staff)
    CaseNote.objects.create(case=case, text="noted-by-us", written_by=staff, written_at=now)
    record = whole_case(case=case, user=staff, now=now, is_complete=False)
    said = "".join(as_json(case=case, record=record))
    for words in ("learnt-by-us", "stuck-by-us", "urgent-to-us", "reasoned-by-us", "noted-by-us"):
        assert words not in said
    assert staff.name not in said
    assert "notes" not in record
    assert f"Story {SECRET}" in said


def test_as_many_queries_for_many_letters_as_for_few(
    office: Office, staff: User, now: datetime, django_assert_max_num_queries
) -> None:
    case = _case(now)
    whole_case(case=case, user=staff, now=now, is_complete=True)
    with django_assert_max_num_queries(30) as few:
        whole_case(case=case, user=staff, now=now, is_complete=True)
    for number in range(5):
        CaseNote.objects.create(case=case, text="x", written_by=staff, written_at=now)
        CaseFile.objects.create(
            case=case,
            name=f"{number}",
            media_type="image/png",
            size=1,
            content=b"x",
            added_by=staff,
            added_at=now,
        )
    with django_assert_max_num_queries(len(few.captured_queries)):
        whole_case(case=case, user=staff, now=now, is_complete=True)
