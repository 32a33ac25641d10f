"""What a row says of a person; what makes no sense is left out and said."""

import re
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_noop as noop

from baraza.base.people.actions.records import NotAContactPoint, normal_contact
from baraza.base.people.exchange.mapping import TRUE_WORDS, PersonRow
from baraza.base.people.models import LONGEST_NAME, ContactKind
from baraza.common.folding import fold

NO_NAME = noop("no name")
FORMULA = noop("a formula instead of a name")
BAD_EMAIL = noop("not an e-mail address: left out")
BAD_PHONE = noop("not a telephone number: left out")
BAD_YEAR = noop("not a year of birth: left out")
EARLIEST_YEAR, LATEST_YEAR = 1850, 2200
MOST_CONTACTS = 10
_FORMULA = re.compile(r"^\s*[=+@|]|^\s*-\S*[(!|]")
_YEAR = re.compile(r"(?<!\d)(\d{4})(?!\d)")
_LANGUAGES = {
    "english": "en", "anglais": "en", "ingles": "en", "french": "fr", "francais": "fr",
    "spanish": "es", "espanol": "es", "arabic": "ar", "العربيه": "ar", "عربي": "ar",
    "swahili": "sw", "kiswahili": "sw", "portuguese": "pt", "portugues": "pt",
    "amharic": "am", "somali": "so", "hausa": "ha", "yoruba": "yo",
}  # fmt: skip


def understand(values: Mapping[str, Sequence[str]], *, number: int) -> PersonRow:
    """`number` counts rows as a person does, the heading being 1. An empty `name` means the row
    cannot be used, and `notes` says why."""

    def one(field: str) -> str:
        return " ".join(" ".join(values.get(field, ())).split())

    row = PersonRow(number)
    row.given_name, row.family_name = one("given_name")[:200], one("family_name")[:200]
    row.name = (one("name") or f"{row.given_name} {row.family_name}".strip())[:LONGEST_NAME]
    if not row.name:
        row.notes.append(NO_NAME)
        return row
    if _FORMULA.match(row.name):
        row.name = ""
        row.notes.append(FORMULA)
        return row
    row.other_names = tuple(name[:LONGEST_NAME] for name in values.get("other_names", ()))
    row.emails = _contacts(row, ContactKind.EMAIL, values.get("email", ()), BAD_EMAIL)
    row.phones = _contacts(row, ContactKind.PHONE, values.get("phone", ()), BAD_PHONE)
    row.address = "\n".join(values.get("address", ()))[:1_000]
    row.language = _language(one("language"))
    row.access_needs = one("access_needs")[:300]
    row.do_not_contact = fold(one("do_not_contact")) in TRUE_WORDS
    row.groups = tuple(
        dict.fromkeys(
            group.strip()[:100]
            for cell in values.get("group", ())
            for group in cell.split(";")
            if group.strip()
        )
    )
    row.external_id = one("external_id")[:100]
    row.birth_year = _year(row, one("birth_year"))
    return row


def _contacts(
    row: PersonRow, kind: ContactKind, cells: Sequence[str], problem: str
) -> tuple[str, ...]:
    found = []
    separators = r"[;,\s]+" if kind == ContactKind.EMAIL else r"[;,/]+"
    for cell in cells:
        for value in re.split(separators, cell):
            if not value.strip():
                continue
            try:
                found.append(normal_contact(kind=kind, value=value))
            except NotAContactPoint:
                row.notes.append(problem)
    return tuple(dict.fromkeys(found))[:MOST_CONTACTS]


def _language(text: str) -> str:
    folded = fold(text)
    if folded in _LANGUAGES:
        return _LANGUAGES[folded]
    return folded if len(folded) in (2, 3) and folded.isalpha() else ""


def _year(row: PersonRow, text: str) -> int | None:
    if not text:
        return None
    found = _YEAR.search(text)
    if found and EARLIEST_YEAR <= int(found[1]) <= LATEST_YEAR:
        return int(found[1])
    row.notes.append(BAD_YEAR)
    return None
