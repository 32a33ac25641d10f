"""Sentences of the demonstration letters, by topic and language."""

import re
from collections import defaultdict

from baraza.common.folding import fold
from baraza.dialogue.inputs.search import STEMMERS
from baraza.flows.demo.content import load_office, office_slugs
from baraza.flows.demo.large.tables import copy, run

# What the second office calls otherwise.
SAME = {"transport": "roads", "housing": "land", "work": "markets"}
_ENDS = re.compile(r"(?<=[.?!؟])\s+")
SHORTEST = 25
GREETINGS = {
    "en": ("Dear office,", "Yours sincerely,", "A question about"),
    "fr": ("Madame, Monsieur,", "Bien cordialement,", "Au sujet de"),
    "sw": ("Habari za leo,", "Wako mwaminifu,", "Swali kuhusu"),
    "ar": ("تحية طيبة،", "مع التقدير،", "سؤال حول"),
}
# Our answers, which name nothing in particular.
ANSWERS = {
    "en": "Thank you for writing. We have asked the authority in charge and will tell you what "
    "they answer, whatever it is, within ten working days.",
    "fr": "Merci de nous avoir écrit. Nous avons interrogé l’autorité compétente et vous dirons sa "
    "réponse, quelle qu’elle soit, sous dix jours ouvrés.",
    "sw": "Asante kwa kutuandikia. Tumeuliza mamlaka husika na tutakuambia jibu lao, lolote lile, "
    "ndani ya siku kumi za kazi.",
    "ar": "شكرا لكم على رسالتكم. سألنا الجهة المسؤولة وسنخبركم بجوابها أيا كان خلال عشرة أيام عمل.",
}


def load_phrases(*, topics: dict[str, int]) -> None:
    """Temporary tables `phrase` (numbered within topic and language) and `frame` (by language).

    `topics` are the office's, by the key the demonstration knows them by.
    """
    found: dict[tuple[int, str], dict[str, None]] = defaultdict(dict)
    subjects: dict[tuple[int, str], dict[str, None]] = defaultdict(dict)
    for slug in office_slugs():
        for letter in load_office(slug).correspondence:
            key = (topics[SAME.get(letter.topic, letter.topic)], letter.language)
            if letter.campaign:
                continue
            subjects[key][letter.subject] = None
            texts = [letter.text, *(turn.text for turn in letter.replies if turn.by == "person")]
            for text in texts:
                for paragraph in text.split("\n\n")[1:-1] or [text]:
                    for sentence in _ENDS.split(paragraph.replace("\n", " ")):
                        if len(sentence) >= SHORTEST:
                            found[key][sentence] = None
    rows = [
        (topic, language, number, sentence, fold(sentence), STEMMERS.get(language, "simple"))
        for (topic, language), sentences in found.items()
        for number, sentence in enumerate(sentences)
    ]
    copy(
        "sentence",
        "topic int, language text, n int, text text, folded text, config regconfig",
        rows,
    )
    run(
        "CREATE TEMP TABLE phrase ON COMMIT DROP AS SELECT topic, language, n, text, "
        "to_tsvector(config, folded) AS search, "
        "count(*) OVER (PARTITION BY topic, language) AS many FROM sentence;"
        "ANALYZE phrase;"
        "CREATE TEMP TABLE kinds ON COMMIT DROP AS SELECT topic, language, "
        "row_number() OVER (PARTITION BY language ORDER BY topic) - 1 AS n, count(*) AS many, "
        "count(*) OVER (PARTITION BY language) AS topics FROM sentence GROUP BY 1, 2;"
        "ANALYZE kinds"
    )
    copy(
        "headline",
        "topic int, language text, n int, text text, many int",
        [
            (topic, language, number, subject, len(of))
            for (topic, language), of in subjects.items()
            for number, subject in enumerate(of)
        ],
    )
    copy(
        "frame",
        "language text, greeting text, closing text, about text, answer text, folded text,"
        " config regconfig, found tsvector",
        [
            (
                language,
                *words,
                ANSWERS[language],
                fold(ANSWERS[language]),
                STEMMERS.get(language, "simple"),
                None,
            )
            for language, words in GREETINGS.items()
        ],
    )
    run("UPDATE frame SET found = to_tsvector(config, folded)")
