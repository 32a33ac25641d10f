"""Nothing with a circle reaches a screen around `visible_to` (requirement P3).

Read from the code itself: whoever writes a new screen or query joins by himself.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import baraza
from tests.base.accounts.test_circles import with_circle

ROOT = Path(baraza.__file__).parent
# A queryset's first word: who may see it is asked before anything else.
ASKED_FIRST = {"visible_to", "agency_threads_visible_to", "none"}
CASES = "engagement/casework/queries"
# Totals of the whole office, from which no single letter can be told; numbers that lead on to what
# is asked for anew; and what belongs to a case in hand, which was asked for before.
TOTALS = {
    ("insight/queries.py", "figures"),
    ("dialogue/conversations/queries/teamwork.py", "colleagues_for"),
    ("dialogue/conversations/queries/threads.py", "joined_to"),
    (f"{CASES}/clocks.py", "open_work"),
    (f"{CASES}/clocks.py", "due_by_user"),
    (f"{CASES}/load.py", "team_for"),
    # Counts that would give hidden cases away are left out of what they return.
    (f"{CASES}/patterns.py", "figures"),
    (f"{CASES}/patterns.py", "has_unseen"),
    (f"{CASES}/authorising.py", "held_items"),
    (f"{CASES}/file.py", "next_step_of"),
    (f"{CASES}/file.py", "_standing"),
    (f"{CASES}/load.py", "count_new"),
    (f"{CASES}/next_steps.py", "hindrances"),
    (f"{CASES}/updates.py", "open_promises"),
    # The constituent's own page, by their code; of confidential cases it knows nothing.
    (f"{CASES}/status.py", "status_of"),
    (f"{CASES}/status.py", "case_for_status"),
    ("insight/answered.py", "usual_times"),
    ("insight/answered.py", "said_by_channel"),
    # What everybody may read: nothing of a circle is behind it.
    ("insight/outcomes.py", "behind"),
    ("insight/outcomes.py", "proposals"),
    ("engagement/events/queries/door.py", "usual_days"),
    # That a time is taken, and by whom of the staff; who comes is asked for by who may see it.
    ("engagement/events/queries/meetings.py", "days"),
    ("engagement/events/queries/meetings.py", "hosts"),
    ("engagement/events/queries/free.py", "_claims"),
    # The host's own calendar, opened by their own secret address: times and purposes.
    ("engagement/events/queries/feed.py", "meetings_behind"),
}


def readers() -> list[Path]:
    """Every module of the screens, and every module of queries they call."""
    return [
        *sorted((ROOT / "web").rglob("*.py")),
        *sorted((ROOT / "insight").rglob("*.py")),
        *sorted(
            path
            for package in ("engagement", "dialogue")
            for path in (ROOT / package).rglob("*.py")
            if "queries" in path.relative_to(ROOT).as_posix()
        ),
    ]


def unasked(path: Path, names: set[str]) -> Iterator[str]:
    """Uses of `Model.objects` that do not go on with `visible_to`."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    place = path.relative_to(ROOT).as_posix()
    for function in ast.walk(tree):
        for child in ast.iter_child_nodes(function):
            child.parent = function
    for node in ast.walk(tree):
        is_manager = (
            isinstance(node, ast.Attribute)
            and node.attr in {"objects", "_default_manager"}
            and isinstance(node.value, ast.Name)
            and node.value.id in names
        )
        if not is_manager:
            continue
        after = node.parent
        if isinstance(after, ast.Attribute) and after.attr in ASKED_FIRST:
            continue
        around = node
        while not isinstance(around, ast.FunctionDef | ast.Module):
            around = around.parent
        if (place, getattr(around, "name", "")) not in TOTALS:
            yield f"{place}:{node.lineno} {node.value.id}.objects"


@pytest.mark.parametrize("path", readers(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_who_may_see_it_is_asked_first(path: Path) -> None:
    assert list(unasked(path, {model.__name__ for model in with_circle()})) == []


def test_what_carries_a_conversations_words_is_never_fetched_by_a_screen() -> None:
    carried = {"Message", "Attachment", "Draft", "ThreadMark"}
    found = [line for path in (ROOT / "web").rglob("*.py") for line in unasked(path, carried)]
    assert found == []


def test_the_test_itself_finds_what_is_unasked(tmp_path: Path, monkeypatch: object) -> None:
    monkeypatch.setattr("tests.base.accounts.test_visible.ROOT", tmp_path)
    module = tmp_path / "views.py"
    module.write_text(
        "def view(user):\n"
        "    good = Conversation.objects.visible_to(user).filter(pk=1)\n"
        "    return Conversation.objects.filter(pk=1)\n"
    )
    assert list(unasked(module, {"Conversation"})) == ["views.py:3 Conversation.objects"]
