"""How mail programs quote the letter before, in each language of the invented offices."""

from __future__ import annotations

from datetime import datetime

from babel.dates import format_datetime

# The wording of widespread mail programs, so that whoever looks for quotes finds real ones.
_ABOVE = {
    "en": ("On {when}, {name} <{email}> wrote:", "EEE, d MMM y 'at' HH:mm"),
    "fr": ("Le {when}, {name} <{email}> a écrit :", "EEE d MMM y 'à' HH:mm"),
    "ar": ("في {when}، كتب {name} <{email}>:", "EEEE، d MMMM y 'في' HH:mm"),
    "sw": ("Mnamo {when} {name} <{email}> aliandika:", "EEE, d MMM y 'saa' HH:mm"),
}
_HEADED = {
    "en": ("From", "Sent", "To", "Subject", ": "),
    "fr": ("De", "Envoyé", "À", "Objet", " : "),
    "ar": ("من", "تاريخ الإرسال", "إلى", "الموضوع", ": "),
    "sw": ("Kutoka", "Imetumwa", "Kwa", "Mada", ": "),
}
_HEADED_WHEN = "EEEE d MMMM y HH:mm"


def quoted_below(*, text: str, language: str, local_at: datetime, name: str, email: str) -> str:
    """``text`` under a line that says who wrote it, each line marked with ``>``."""
    line, pattern = _ABOVE[language]
    when = format_datetime(local_at, pattern, locale=language)
    above = line.format(when=when, name=name, email=email)
    marked = "\n".join(f"> {row}" if row else ">" for row in text.split("\n"))
    return f"{above}\n\n{marked}"


def headed_below(
    *, text: str, language: str, local_at: datetime, name: str, email: str, to: str, subject: str
) -> str:
    """``text`` unmarked under a small table of headers, as office programs do."""
    sender, sent, recipient, about, colon = _HEADED[language]
    when = format_datetime(local_at, _HEADED_WHEN, locale=language)
    rows = ((sender, f"{name} <{email}>"), (sent, when), (recipient, to), (about, subject))
    header = "\n".join(f"{label}{colon}{value}" for label, value in rows)
    return f"________________________________\n{header}\n\n{text}"
