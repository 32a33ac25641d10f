"""Merge fields: plain substitution of `[names]`, no language of its own."""

import re
from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

FIELDS = {
    "greeting": _("A greeting with the person's name"),
    "first_name": _("First name"),
    "full_name": _("Full name"),
    "topic": _("Topic"),
    "member": _("Name of the member"),
    "office": _("Name of the office"),
    "staff_name": _("Your name"),
}
_FIELD = re.compile(r"\[(" + "|".join(FIELDS) + r")\]")


def merge(text: str, fields: Mapping[str, str]) -> str:
    """Every field that has a value is filled in; one without stays, so that it is seen."""
    return _FIELD.sub(lambda found: fields.get(found[1]) or found[0], text)


def unfilled(text: str) -> list[str]:
    """Merge fields still standing in a text, each once, as written."""
    return list(dict.fromkeys(f"[{name}]" for name in _FIELD.findall(text)))


# A letter's language is often one the screens are not translated into, so these are not catalogue
# entries; a language without one greets by the name alone.
GREETINGS = {
    "en": "Dear {name},",
    "fr": "Bonjour {name},",
    "es": "Buenos días, {name}:",
    "ar": "تحية طيبة {name}،",
    "sw": "Ndugu {name},",
    "pt": "Bom dia, {name},",
}


def greeting(*, name: str, language: str) -> str:
    """A whole salutation, comma included; empty where the name is not known."""
    return GREETINGS.get(language, "{name},").format(name=name) if name else ""
