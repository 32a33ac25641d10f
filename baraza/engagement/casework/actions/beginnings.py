"""What a new office finds: kinds of case with questions, scripts and steps, in four languages.

The office owns them from then on: nothing here is ever written over what it has changed.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from django.db import models

STANDARD = Path(__file__).parents[1] / "standard"
LANGUAGES = ("en", "fr", "es", "ar")
# Urgency → the constituent hears from us every, the agency is reminded after (working days).
POLICY = {4: (2, 2), 3: (5, 5), 2: (10, 10), 1: (20, 15)}


@cache
def standard_kinds() -> list[dict[str, Any]]:
    """The kinds as they stand in the files, shared parts filled in."""
    common = _read(STANDARD / "common.toml")
    kinds = []
    for path in sorted(STANDARD.glob("[0-9]*.toml")):
        kind = _read(path)
        kind["script"] = [
            "\n\n".join(parts)
            for parts in zip(
                common["script"]["begin"], kind["script"], common["script"]["end"], strict=True
            )
        ]
        kind["fields"] = [
            {**common["fields"][field["use"]], **field} if "use" in field else field
            for field in kind["fields"]
        ]
        kind["steps"] = [common["steps"][name] for name in kind["steps"]]
        kinds.append(kind)
    return kinds


def put_standard_kinds(
    *, tables: Mapping[str, type[models.Model]], languages: Sequence[str]
) -> int:
    """Make the kinds an office does not have yet, and its policy where it has none. `tables` are
    CaseKind, CaseField, KindStep and UpdatePolicy by name, as they are at that time. Returns how
    many kinds were made.
    """
    first = next((code for code in languages if code in LANGUAGES), LANGUAGES[0])
    for urgency, (update, chase) in POLICY.items():
        tables["UpdatePolicy"].objects.get_or_create(
            pk=urgency, defaults={"update_days": update, "chase_days": chase}
        )
    made = 0
    for position, kind in enumerate(standard_kinds()):
        row, is_new = tables["CaseKind"].objects.get_or_create(
            name=_in(first, kind["name"]),
            defaults={
                "help": _in(first, kind["help"]),
                "script": _in(first, kind["script"]),
                "translations": _translations(kind, ("name", "help", "script")),
                "authorisation": kind["authorisation"],
                "is_sensitive": kind.get("sensitive", False),
                "keep_days": kind.get("keep_days", 1825),
                "position": position,
            },
        )
        if not is_new:
            continue
        made += 1
        tables["CaseField"].objects.bulk_create(
            [
                tables["CaseField"](
                    kind=row,
                    label=_in(first, field["label"]),
                    help=_in(first, field.get("help", [""] * 4)),
                    translations=_translations(field, ("label", "help", "choices")),
                    type=field["type"],
                    choices=_in(first, field.get("choices", [[]] * 4)),
                    is_required=field.get("required", False),
                    is_sensitive=field.get("sensitive", False),
                    position=place,
                )
                for place, field in enumerate(kind["fields"])
            ]
        )
        tables["KindStep"].objects.bulk_create(
            [
                tables["KindStep"](
                    kind=row,
                    words=_in(first, step["words"]),
                    translations=_translations(step, ("words",)),
                    days=step["days"],
                    position=place,
                )
                for place, step in enumerate(kind["steps"])
            ]
        )
    return made


def _in(language: str, said: Sequence[Any]) -> Any:
    return said[LANGUAGES.index(language)]


def _translations(row: Mapping[str, Any], parts: Sequence[str]) -> dict[str, dict[str, Any]]:
    return {
        language: {part: row[part][place] for part in parts if part in row}
        for place, language in enumerate(LANGUAGES)
    }


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
