"""A letter to many in the words one of them gets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from baraza.base.channels.email.compose import UNSUBSCRIBE
from baraza.base.channels.email.fields import filled
from baraza.base.office.models import Profile
from baraza.dialogue.letters.merging import greeting, unfilled

# Said to many at once, these have no value.
ALONE = ("[topic]",)

# In the letter's language, which the screens may not speak.
LEAVING = {
    "en": "You get this letter because you agreed to it. To get no more of them: {url}",
    "fr": "Vous avez accepté de recevoir cette lettre. Pour ne plus en recevoir : {url}",
    "es": "Recibe esta carta porque así lo aceptó. Para no recibir más: {url}",
    "ar": "تصلكم هذه الرسالة لأنكم وافقتم عليها. لإيقافها: {url}",
    "sw": "Unapata barua hii kwa sababu ulikubali. Usipotaka kupata nyingine: {url}",
    "pt": "Recebe esta carta porque concordou. Para não receber mais: {url}",
}
LEAVING_UNASKED = {
    "en": "To get no more such letters: {url}",
    "fr": "Pour ne plus recevoir de telles lettres : {url}",
    "es": "Para no recibir más cartas como esta: {url}",
    "ar": "لإيقاف مثل هذه الرسائل: {url}",
    "sw": "Usipotaka kupata barua kama hizi: {url}",
    "pt": "Para não receber mais cartas destas: {url}",
}


def fields_for(
    *, name: str, language: str, office: Profile, author: str, url: str
) -> dict[str, str]:
    """What the fields stand for, for one person; one that nobody can fill is left out. `url` is
    their way out."""
    name = "" if "@" in name else name  # known by their address only
    return {
        "full_name": name,
        "first_name": name.split(" ")[0],
        "greeting": greeting(name=name, language=language),
        "member": office.member_name or office.name,
        "office": office.name,
        "staff_name": author,
        UNSUBSCRIBE: url,
    }


def shared(*, text: Mapping[str, str], language: str, agreed: bool) -> tuple[str, str]:
    """Subject and words as everybody gets them, with the way out below; the fields still stand."""
    ways = LEAVING if agreed else LEAVING_UNASKED
    last = ways.get(language, ways["en"]).format(url=f"[{UNSUBSCRIBE}]")
    return text["subject"].strip(), f"{text['body'].strip()}\n\n{last}"


def worded(
    *, text: Mapping[str, str], fields: Mapping[str, str], language: str, agreed: bool
) -> tuple[str, str]:
    """Subject and words as one of them reads them."""
    subject, words = shared(text=text, language=language, agreed=agreed)
    return filled(subject, fields), filled(words, fields).strip()


def without_value(texts: Iterable[Mapping[str, str]]) -> list[str]:
    """Fields in these texts that mean nothing in a letter to many, each once."""
    found = [one for text in texts for one in unfilled(f"{text['subject']}\n{text['body']}")]
    return list(dict.fromkeys(field for field in found if field in ALONE))
