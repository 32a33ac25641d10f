"""An office with a row in every table, each text in it bearing a mark."""

import datetime
import uuid
from decimal import Decimal
from email.message import EmailMessage
from functools import partial

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, connection, models, transaction

from baraza.base.channels.actions.intake import Arrival, store_arrivals
from baraza.dialogue.conversations.actions.receive import receive_waiting
from baraza.web.site.models import ContentPage, HomeRoot

MOMENT = datetime.datetime(2026, 5, 4, 9, 0, tzinfo=datetime.UTC)


def start_numbers_at(number: int) -> None:
    """What is made from now on in this office is numbered from there, until it is rolled back (as
    `setval` never is).
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT format('ALTER SEQUENCE %%I.%%I RESTART WITH %%s', schemaname, sequencename, %s)"
            " FROM pg_sequences WHERE schemaname = current_schema()",
            [number + 1],
        )
        cursor.execute("; ".join(line for (line,) in cursor.fetchall()))


def marked_letter(mark: str, *, sender: str) -> bytes:
    """A letter that says its mark everywhere but in the sender's name."""
    message = EmailMessage()
    message["From"] = f"Noor Adan <{sender}>"
    message["To"] = "office@highlands.example"
    message["Subject"] = f"{mark} in the subject"
    message["Message-ID"] = f"<{uuid.uuid4()}@post.example>"
    message["Date"] = "Fri, 01 May 2026 08:00:00 +0000"
    message.set_content(f"{mark} in the text")
    message.add_alternative(f"<p>{mark} in the HTML</p>", subtype="html")
    message.add_attachment(
        f"{mark} in the file".encode(), maintype="text", subtype="plain", filename=f"{mark}.txt"
    )
    return message.as_bytes()


def bring_letters(mark: str, *, count: int) -> None:
    """So many letters, read and filed."""
    letters = [marked_letter(mark, sender=f"{mark.lower()}{n}@post.example") for n in range(count)]
    store_arrivals(
        source="import", arrivals=[Arrival(content=each) for each in letters], now=MOMENT
    )
    receive_waiting(now=MOMENT)


def fill_every_table(mark: str) -> set[str]:
    """Adds a row to each table of ours that it can; returns the tables that stay empty."""
    own = [
        model
        for model in apps.get_models()
        if model.__module__.startswith("baraza.")
        and model._meta.app_label != "office_register"
        and model._meta.managed
    ]
    for _round in range(3):  # what points to others comes after them
        for model in own:
            for with_choices in (True, False):
                if not model._default_manager.exists():
                    _try_row(model, mark, with_choices=with_choices)
    _a_page(mark)
    return {model._meta.label for model in own if not model._default_manager.exists()}


def _a_page(mark: str) -> None:
    """Pages stand in a tree, and are not made by their row alone."""
    home = HomeRoot.objects.first()
    if home is not None and not ContentPage.objects.exists():
        home.add_child(
            instance=ContentPage(title=mark, slug="a-page", summary=mark, locale=home.locale)
        )


def _try_row(model: type[models.Model], mark: str, *, with_choices: bool) -> None:
    """Some rules of the database forbid that everything is chosen that may be, others demand it."""
    try:
        with transaction.atomic():
            model._default_manager.create(
                **{
                    field.name: _value(field, mark) if with_choices or not _is_open(field) else ""
                    for field in model._meta.concrete_fields
                    if not field.primary_key and not field.has_default() and not field.null
                }
            )
    except (DatabaseError, ObjectDoesNotExist, ValueError, TypeError, LookupError):
        return


def _is_open(field: models.Field) -> bool:
    return bool(field.choices and field.blank)


def _value(field: models.Field, mark: str) -> object:
    if isinstance(field, models.ForeignKey):
        first = field.related_model._default_manager.first()
        if first is None:
            raise LookupError(field.name)
        return first
    if field.choices:
        return next(value for value, _label in field.choices if value)
    kind = field.get_internal_type()
    if field.name.startswith(ENDS) and kind in LATER:
        return LATER[kind]
    return VALUES.get(kind, partial(_text, field))(mark)


def _text(field: models.Field, mark: str) -> object:
    if isinstance(field, ArrayField):
        return []
    return mark[: field.max_length or 100]


# What ends must do so after it began.
ENDS = ("ends", "closes", "until")
LATER = {
    "DateTimeField": MOMENT + datetime.timedelta(hours=1),
    "TimeField": (MOMENT + datetime.timedelta(hours=1)).time(),
}
VALUES = {
    "UUIDField": lambda mark: uuid.uuid4(),
    "DateTimeField": lambda mark: MOMENT,
    "DateField": lambda mark: MOMENT.date(),
    "TimeField": lambda mark: MOMENT.time(),
    "BooleanField": lambda mark: False,
    "IntegerField": lambda mark: 1,
    "BigIntegerField": lambda mark: 1,
    "PositiveIntegerField": lambda mark: 1,
    "PositiveBigIntegerField": lambda mark: 1,
    "PositiveSmallIntegerField": lambda mark: 1,
    "FloatField": lambda mark: 1.0,
    "DecimalField": lambda mark: Decimal(1),
    "JSONField": lambda mark: {},
    "BinaryField": lambda mark: mark.encode(),
    "EmailField": lambda mark: f"{mark.lower()}@post.example",
    "URLField": lambda mark: f"https://{mark.lower()}.example/",
    "DurationField": lambda mark: datetime.timedelta(days=1),
}
