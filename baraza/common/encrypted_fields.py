"""A field whose text is encrypted in the database (special categories of personal data)."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from baraza.common import keyring

CANNOT_BE_READ = _("This cannot be read: it was changed in the database, or its key is missing.")


class UnreadableText(str):
    """Stands where a text cannot be decrypted, and says so; saved again, it changes nothing."""

    __slots__ = ("token",)
    token: str

    def __new__(cls, token: str) -> "UnreadableText":
        text = super().__new__(cls, CANNOT_BE_READ)
        text.token = token
        return text


class EncryptedTextField(models.TextField):
    """Text encrypted with the installation's key ring; an empty one stays empty.

    It cannot be searched, ordered or compared. What cannot be decrypted reads as `UnreadableText`,
    so that one bad row does not take a page with it. `keys rotate` finds every such field.
    """

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, UnreadableText):
            return value.token
        text = super().get_prep_value(value)
        return keyring.encrypt(str(text)) if text else text

    def from_db_value(self, value: str | None, expression: object, connection: object) -> Any:
        if not value:
            return value
        try:
            return keyring.decrypt(value)
        except keyring.Unreadable:
            return UnreadableText(value)

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise TypeError(f"{self.name} is encrypted: it cannot be looked up by {lookup_name!r}.")
        return super().get_lookup(lookup_name)
