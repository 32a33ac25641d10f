"""How a letter to many reads for the first person in each of its languages, before it leaves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from baraza.base.accounts.models import User
from baraza.base.office.queries import profile
from baraza.base.people.models import Person
from baraza.dialogue.audiences.mailings import mailed, size_by_language
from baraza.dialogue.audiences.question import Question
from baraza.dialogue.audiences.wording import fields_for, worded
from baraza.web.desk.setup.forms import language_name


def samples_of(
    *,
    question: Question,
    people: QuerySet[Person],
    texts: Mapping[str, Mapping[str, str]],
    user: User,
    now: datetime,
) -> list[dict[str, Any]]:
    """One for each language somebody gets it in: how many do, and how it reads for the first."""
    asked = {
        "question": question,
        "languages": list(texts),
        "user": user,
        "now": now,
        "people": people,
    }
    samples = []
    for language, count in size_by_language(**asked):
        person = mailed(**asked).filter(said=language).order_by("sort_key", "pk").first()
        fields = fields_for(
            name=person.name, language=language, office=profile(), author=user.name, url="…"
        )
        subject, text = worded(
            text=texts[language], fields=fields, language=language, agreed=bool(question.purpose)
        )
        samples.append(
            {
                "code": language,
                "language": language_name(language),
                "count": count,
                "name": person.name,
                "address": person.reached_at,
                "subject": subject,
                "text": text,
            }
        )
    return samples
