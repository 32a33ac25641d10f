"""What somebody asked for on the website, as they typed it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from unicodedata import decimal

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from baraza.engagement.casework.models import Behalf, CaseKind, Intake, Urgency

FIRST_YEAR, LAST_YEAR = 1850, 2200


@dataclass(frozen=True, slots=True)
class Haste:
    """A reason why somebody cannot wait: as they are asked, how soon, and as staff read it."""

    name: str
    question: str | Promise
    urgency: Urgency
    reason: str


HASTE = [
    Haste("", _("No, it can wait for some days"), Urgency.NORMAL, ""),
    Haste(
        "days",
        _("Something bad happens within days: an eviction, a deadline, a hearing"),
        Urgency.SOON,
        gettext_noop("Said on the website: something bad happens within days"),
    ),
    Haste(
        "need",
        _("Somebody has no food, no medicine or no roof now"),
        Urgency.NOW,
        gettext_noop("Said on the website: no food, no medicine or no roof now"),
    ),
    Haste(
        "danger",
        _("Somebody is in danger"),
        Urgency.NOW,
        gettext_noop("Said on the website: somebody is in danger"),
    ),
]
# What is kept once the case is opened: by these its code is believed on the status page, and the
# last page says whom to ring.
KEPT = ("birth_year", "their_birth_year", "phone", "address", "haste")


@dataclass(frozen=True, slots=True)
class Asked:
    """Field → what was typed: a case's own ("story", "answer-7") and who asks ("name", "whom")."""

    typed: Mapping[str, str]

    @classmethod
    def kept_in(cls, intake: Intake | None) -> Asked:
        """What is kept of it; nothing where its key is missing."""
        try:
            return cls(json.loads(intake.typed) if intake and intake.typed else {})
        except ValueError:
            return cls({})

    @property
    def is_opened(self) -> bool:
        """Whether a case was made of it: then little is left (`KEPT`)."""
        return not self.of("name")

    def of(self, name: str) -> str:
        """What was typed there."""
        return self.typed.get(name, "").strip()

    @property
    def is_for_another(self) -> bool:
        return self.of("whom") == "other"

    @property
    def behalf(self) -> str:
        return self.of("behalf") if self.of("behalf") in Behalf.values else Behalf.OTHER

    @property
    def haste(self) -> Haste:
        return next((one for one in HASTE if one.name == self.of("haste")), HASTE[0])

    def answers(self, kind: CaseKind) -> dict[int, str]:
        """Question of the kind (id) → its answer."""
        return {
            field.pk: self.of(f"answer-{field.pk}")
            for field in kind.fields.all()
            if self.of(f"answer-{field.pk}")
        }

    def kept(self) -> dict[str, str]:
        """What stays once the case is opened."""
        return {name: self.of(name) for name in KEPT if self.of(name)}

    def letter(self, kind: CaseKind, code: str) -> str:
        """All of it as a letter in the writer's language; the words of a sensitive kind stay in
        the encrypted case.
        """
        if kind.is_sensitive:
            told = [
                gettext(
                    "Asked for help on the website. What was told is kept encrypted, in the case "
                    "%(code)s."
                )
                % {"code": code}
            ]
        else:
            told = self._told(kind)
        return "\n\n".join([*told, self._who()])

    def _told(self, kind: CaseKind) -> list[str]:
        questions = {
            gettext("What happened?"): self.of("story"),
            gettext("What have you tried already?"): self.of("tried"),
            gettext("What would help you?"): self.of("wanted"),
        }
        for field in kind.fields.all():
            answer = field.answer_in(self.of(f"answer-{field.pk}"))
            # The letter is not encrypted.
            questions[str(field)] = gettext("(kept in the case)") if field.is_sensitive else answer
        said = [f"{question}\n{answer}" for question, answer in questions.items() if answer]
        if self.haste.name:
            said.append(f"{gettext('Can it wait?')}\n{self.haste.question}")
        return said

    def _who(self) -> str:
        lines = [self.of("name"), self.of("phone"), self.of("address")]
        if self.of("birth_year"):
            lines.append(gettext("Born in %(year)s") % {"year": self.of("birth_year")})
        if self.is_for_another:
            for_whom = gettext("Asks for %(name)s") % {"name": self.of("their_name")}
            lines.append(f"{for_whom} ({Behalf(self.behalf).label})")
        return "\n".join(filter(None, lines))


def year_in(words: str) -> int | None:
    """A year somebody could be born in, in the digits of any script; None where it is none."""
    digits = plain_digits(words.strip())
    year = int(digits) if len(digits) == 4 and digits.isascii() and digits.isdecimal() else 0
    return year if FIRST_YEAR <= year <= LAST_YEAR else None


def plain_digits(words: str) -> str:
    """The words with digits of any script as 0 to 9."""
    return "".join(str(decimal(sign, sign)) for sign in words)
