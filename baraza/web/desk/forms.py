"""What forms of the desk have in common: where something is written in several languages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.forms import BoundField

from baraza.base.office.queries import profile
from baraza.web.desk.setup.forms import language_name


def low(rows: int) -> forms.Textarea:
    """A few lines, in whichever direction they are written."""
    return forms.Textarea(attrs={"rows": rows, "dir": "auto", "class": "low"})


def line() -> forms.TextInput:
    """One line, in whichever direction it is written."""
    return forms.TextInput(attrs={"dir": "auto"})


class TranslatedForm(forms.Form):
    """Some of its fields once more for each other language of the office.

    The copy of `what` in French is called `what_fr`.
    """

    # Each with what it takes, so that a copy looks like the first.
    TRANSLATED: Sequence[str] = ()

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.codes = profile().languages[1:]
        for code in self.codes:
            for name in self.TRANSLATED:
                first = self.base_fields[name]
                self.fields[f"{name}_{code}"] = forms.CharField(
                    label=first.label,
                    required=False,
                    max_length=getattr(first, "max_length", None),
                    widget=type(first.widget)(attrs={**first.widget.attrs, "lang": code}),
                )

    def own(self) -> Iterator[BoundField]:
        """The fields that are not copies."""
        copies = {f"{name}_{code}" for code in self.codes for name in self.TRANSLATED}
        return (self[name] for name in self.fields if name not in copies)

    def languages(self) -> list[tuple[str, str, list[BoundField]]]:
        """(code, name, fields) of each other language."""
        return [
            (code, language_name(code), [self[f"{name}_{code}"] for name in self.TRANSLATED])
            for code in self.codes
        ]

    @property
    def translations(self) -> dict[str, dict[str, Any]]:
        """Language → field → words, what was left empty left out."""
        return {
            code: {
                name: words
                for name in self.TRANSLATED
                if (words := self.cleaned_data[f"{name}_{code}"])
            }
            for code in self.codes
        }

    @classmethod
    def translated_initial(cls, translations: dict[str, dict[str, Any]]) -> dict[str, Any]:
        """What the copies show at first."""
        return {
            f"{name}_{code}": words.get(name, "")
            for code, words in translations.items()
            for name in cls.TRANSLATED
        }
