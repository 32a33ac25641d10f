"""Rows whose words the office wrote once and then turned into other languages."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, ClassVar

from django.utils.translation import get_language

# In a language's words: the digest of the original they were made from.
MADE_FROM = "_of"


class Standing(StrEnum):
    """How far a translation has come."""

    MISSING = "missing"
    # The original was changed since.
    OLD = "old"
    CURRENT = "current"


class Translated:
    """Has words of its own in the office's first language, and in `translations` the others:
    language → field → words.

    A model that names its fields in `TRANSLATED` can also say which translations are missing or
    older than the original."""

    TRANSLATED: ClassVar[tuple[str, ...]] = ()
    translations: dict[str, dict[str, Any]]

    def said(self, field: str, language: str = "") -> str:
        """A field in a language, the reader's unless given; else as it was first written."""
        code = language or get_language() or ""
        return self.translations.get(code, {}).get(field) or getattr(self, field)

    def translate(self, language: str, words: Mapping[str, Any]) -> None:
        """Put these words (field → words) in place of the language's, as made from the original as
        it reads now; all empty, and the language has none. Saving is the caller's."""
        kept = {field: words[field] for field in self.TRANSLATED if words.get(field)}
        if kept:
            self.translations[language] = kept | {MADE_FROM: self._digest()}
        else:
            self.translations.pop(language, None)

    def standing(self, language: str) -> Standing:
        """Missing where any field that has words lacks them in the language."""
        said = self.translations.get(language, {})
        if any(getattr(self, field) and not said.get(field) for field in self.TRANSLATED):
            return Standing.MISSING
        if said.get(MADE_FROM, self._digest()) != self._digest():
            return Standing.OLD
        return Standing.CURRENT

    def _digest(self) -> str:
        original = json.dumps([getattr(self, field) for field in self.TRANSLATED], default=str)
        return hashlib.sha256(original.encode()).hexdigest()[:16]
