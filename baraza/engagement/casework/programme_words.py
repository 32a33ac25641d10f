"""The letter that tells somebody of support, in the languages a programme is written down in.

These languages need not be those of the screens, so the words are no catalogue entries.
"""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import override

from baraza.engagement.casework.models import Programme

_FRAMES = {
    "en": {
        "subject": "Support that may be yours: {name}",
        "open": "you asked us to tell you of support that may fit you. There is this:",
        "who": "For whom:",
        "documents": "What to bring:",
        "how": "How to apply:",
        "until": "Until: {day}",
        "more": "More: {website}",
        "close": "We are glad to help you apply: just answer this letter.",
    },
    "fr": {
        "subject": "Une aide qui vous concerne peut-être : {name}",
        "open": "vous nous avez demandé de vous signaler les aides qui pourraient vous convenir. "
        "En voici une :",
        "who": "Pour qui :",
        "documents": "À apporter :",
        "how": "Comment la demander :",
        "until": "Jusqu’au : {day}",
        "more": "En savoir plus : {website}",
        "close": "Nous vous aidons volontiers à faire la demande : répondez à cette lettre.",
    },
    "es": {
        "subject": "Una ayuda que quizá le corresponda: {name}",
        "open": "nos pidió que le avisáramos de las ayudas que pudieran servirle. Hay esta:",
        "who": "Para quién:",
        "documents": "Qué llevar:",
        "how": "Cómo solicitarla:",
        "until": "Hasta: {day}",
        "more": "Más información: {website}",
        "close": "Con gusto le ayudamos a solicitarla: responda a esta carta.",
    },
    "ar": {
        "subject": "مساعدة قد تكون من حقكم: {name}",
        "open": "طلبتم أن نخبركم بالمساعدات التي قد تناسبكم، وهذه إحداها:",
        "who": "لمن:",
        "documents": "ما يلزم إحضاره:",
        "how": "كيفية التقديم:",
        "until": "حتى: {day}",
        "more": "للمزيد: {website}",
        "close": "يسعدنا أن نساعدكم في التقديم: يكفي أن تردوا على هذه الرسالة.",
    },
    "sw": {
        "subject": "Msaada unaoweza kukufaa: {name}",
        "open": "ulituomba tukujulishe kuhusu msaada unaoweza kukufaa. Upo huu:",
        "who": "Kwa nani:",
        "documents": "Vya kuleta:",
        "how": "Jinsi ya kuomba:",
        "until": "Hadi: {day}",
        "more": "Zaidi: {website}",
        "close": "Tutafurahi kukusaidia kuomba: jibu tu barua hii.",
    },
    "pt": {
        "subject": "Um apoio que talvez seja para si: {name}",
        "open": "pediu-nos que o avisássemos dos apoios que lhe pudessem servir. Há este:",
        "who": "Para quem:",
        "documents": "O que levar:",
        "how": "Como pedir:",
        "until": "Até: {day}",
        "more": "Mais: {website}",
        "close": "Ajudamos com gosto a fazer o pedido: basta responder a esta carta.",
    },
}
LANGUAGES = tuple(_FRAMES)


def told_in(*, programme: Programme, language: str) -> dict[str, str]:
    """Subject and body of the letter; a language without a frame of its own gets the English."""
    words = _FRAMES.get(language, _FRAMES["en"])
    said = {field: programme.said(field, language) for field in ("name", "what", "who", "how")}
    parts = [
        "[greeting]",
        words["open"],
        f"{said['name']}\n{said['what']}",
        f"{words['who']}\n{said['who']}",
    ]
    documents = programme.said("documents", language)
    if documents:
        parts.append("\n".join([words["documents"], *(f"- {one}" for one in documents)]))
    if said["how"]:
        parts.append(f"{words['how']}\n{said['how']}")
    if programme.deadline_date:
        with override(language):
            day = date_format(programme.deadline_date, "j F Y")
        parts.append(words["until"].format(day=day))
    if programme.website:
        parts.append(words["more"].format(website=programme.website))
    parts += [words["close"], "[staff_name]\n[office]"]
    return {"subject": words["subject"].format(name=said["name"])[:300], "body": "\n\n".join(parts)}
