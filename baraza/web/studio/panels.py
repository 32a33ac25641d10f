"""What stands beside a text while it is written: the original of a translation with what changed in
it since, and help to write plainly."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language_info
from wagtail.admin.panels import Panel

from baraza.base.office.queries import profile
from baraza.flows.translating import original_of, words_since

_PIECES = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True, slots=True)
class Part:
    """A field of the original as it reads now; what is new in it is marked."""

    label: str
    words: SafeString


class Beside(Panel):
    """Has no field of its own; takes part in every form it is given to."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "studio/beside.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context = super().get_context_data(parent_context)
            original = original_of(translation=self.instance) if self.instance.pk else None
            own = (
                self.instance.locale.language_code
                if self.instance.locale_id
                else profile().default_language
            )
            language = original.locale.language_code if original else own
            context |= {
                "language": own,
                "original": original,
                "original_language": language,
                "original_direction": "rtl" if get_language_info(language)["bidi"] else "ltr",
                "parts": list(_parts(original, self.instance)) if original else [],
            }
            return context


def _parts(original: Any, translation: Any) -> Iterator[Part]:
    changed = words_since(translation=translation)
    latest = original.get_latest_revision_as_object()
    for name in original.WORDS:
        label = capfirst(str(original._meta.get_field(name).verbose_name))
        value = getattr(latest, name)
        if name in changed:
            yield Part(label, marked(*changed[name]))
        elif hasattr(value, "stream_block"):
            lines = value.stream_block.get_searchable_content(value)
            yield Part(label, format_html_join("", "<p>{}</p>", ((line,) for line in lines)))
        elif value:
            yield Part(label, format_html("<p>{}</p>", value))


def marked(before: str, now: str) -> SafeString:
    """The words as they are now, with those that came and those that went marked."""
    old, new = _PIECES.findall(before), _PIECES.findall(now)
    made = SafeString("")
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            made += format_html("{}", "".join(new[j1:j2]))
            continue
        if i2 > i1:
            made += format_html("<del>{}</del>", "".join(old[i1:i2]))
        if j2 > j1:
            made += format_html("<ins>{}</ins>", "".join(new[j1:j2]))
    return format_html('<p class="lines">{}</p>', made)
