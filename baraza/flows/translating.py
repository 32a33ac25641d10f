"""Texts for the public in other languages: which there are, and whether they still say the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import models, transaction
from wagtail.models import Locale, Page, Revision

from baraza.base.accounts.models import User
from baraza.base.audit.actions import record
from baraza.base.office.queries import profile
from baraza.common.translated import Standing, Translated
from baraza.common.written import PublicText


@dataclass(frozen=True, slots=True)
class Version:
    """A text in one language: how it stands, and the row that says it."""

    language: str
    standing: Standing
    row: models.Model | None = None


@dataclass(slots=True)
class Text:
    """A text in the language in which it was first written, and its versions in the others."""

    original: Any
    versions: list[Version] = field(default_factory=list)

    @property
    def label(self) -> str:
        return str(self.original._meta.label_lower)


def kinds_of_texts() -> list[type[models.Model]]:
    """Every model with words that everybody reads: those written in the studio, and those with
    words in several languages in their own row."""
    return [
        model
        for model in apps.get_models()
        if (issubclass(model, PublicText) and model.WORDS)
        or (issubclass(model, Translated) and model.TRANSLATED)
    ]


def text_of(*, label: str, pk: str) -> Any:
    """The row of one of the kinds. Raises LookupError, ObjectDoesNotExist."""
    model = next((one for one in kinds_of_texts() if one._meta.label_lower == label), None)
    if model is None:
        raise LookupError(label)
    try:
        return model._default_manager.get(pk=pk)
    except ValueError as error:  # a number was expected
        raise LookupError(pk) from error


def texts_of(*, model: type[models.Model]) -> list[Text]:
    """All texts of a kind with their standing in each other language of the office."""
    first, *others = profile().languages or ["en"]
    if issubclass(model, PublicText):
        return _studio_texts(model, first, others)
    return [
        Text(row, [Version(code, row.standing(code), row) for code in others])
        for row in model._default_manager.all()
        if any(getattr(row, name) for name in row.TRANSLATED)
    ]


def words_since(*, translation: PublicText) -> dict[str, tuple[str, str]]:
    """Of the original's fields those that changed since this translation was made: before, now."""
    original = original_of(translation=translation)
    if original is None or translation.made_from is None:
        return {}
    then = translation.made_from.as_object()
    now = original.get_latest_revision_as_object()
    pairs = {name: (_plain(then, name), _plain(now, name)) for name in original.WORDS}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def original_of(*, translation: Any) -> Any:
    """The same text in the office's first language; None for what is itself the original."""
    first = profile().default_language
    if translation.locale.language_code == first:
        return None
    return (
        type(translation)
        ._default_manager.filter(
            translation_key=translation.translation_key, locale__language_code=first
        )
        .select_related("locale", "live_revision", "latest_revision")
        .first()
    )


@transaction.atomic
def begin_translation(*, original: Any, language: str, by: User) -> Any:
    """A draft in that language with the original's words in it, to be written over; the one there
    is, if there is one. Raises LookupError for a language that is not the office's."""
    if language not in profile().languages:
        raise LookupError(language)
    locale = Locale.objects.get(language_code=language)
    known = original.get_translation_or_none(locale)
    if known is not None:
        return known
    if isinstance(original, Page):
        made = original.copy_for_translation(locale, copy_parents=True)
    else:
        made = original.copy_for_translation(locale)
        made.live = False
        made.first_published_at = made.last_published_at = made.live_revision = None
        made.save()
    type(made)._default_manager.filter(pk=made.pk).update(made_from=_version_of(original))
    made.refresh_from_db()
    made.save_revision(user=by, changed=True)
    record(actor=by, act="translation_begun", obj=made)
    return made


@transaction.atomic
def translate_row(*, row: Any, language: str, words: dict[str, Any], by: User) -> None:
    """Keep the words of a row in another language; all empty, and it has none."""
    row.translate(language, words)
    row.save(update_fields=["translations"])
    record(actor=by, act="translated", obj=row)


def says_the_same(*, text: models.Model) -> None:
    """Whoever publishes a translation has seen what changed in the original."""
    original = original_of(translation=text) if isinstance(text, PublicText) else None
    if original is not None:
        version = _version_of(original)
        type(text)._default_manager.filter(pk=text.pk).update(made_from=version)


def _version_of(original: Any) -> Revision | None:
    return (
        original.latest_revision
        or original.live_revision
        or original.save_revision(changed=False, clean=False)
    )


def _studio_texts(model: Any, first: str, others: Iterable[str]) -> list[Text]:
    rows = model._default_manager.select_related("locale", "made_from", "latest_revision")
    by_key: dict[Any, dict[str, Any]] = {}
    for row in rows:
        by_key.setdefault(row.translation_key, {})[row.locale.language_code] = row
    texts = []
    for versions in by_key.values():
        original = versions.get(first) or next(iter(versions.values()))
        texts.append(
            Text(
                original,
                [
                    Version(code, _standing(original, versions.get(code)), versions.get(code))
                    for code in others
                    if code != original.locale.language_code
                ],
            )
        )
    return texts


def _standing(original: Any, translation: Any) -> Standing:
    if translation is None or not translation.live:
        return Standing.MISSING
    made, latest = translation.made_from, original.latest_revision
    if made is None or latest is None or made.pk == latest.pk:
        return Standing.CURRENT
    said = [made.content.get(name) == latest.content.get(name) for name in original.WORDS]
    return Standing.CURRENT if all(said) else Standing.OLD


def _plain(text: Any, name: str) -> str:
    value = getattr(text, name)
    if hasattr(value, "stream_block"):
        return "\n".join(value.stream_block.get_searchable_content(value))
    return str(value or "")
