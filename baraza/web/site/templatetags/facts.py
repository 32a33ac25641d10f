"""What the pages of bills, projects and the like say over and over."""

from __future__ import annotations

from decimal import Decimal

from babel import UnknownLocaleError
from babel.numbers import format_decimal
from django import template
from django.utils.translation import get_language, to_locale

from baraza.common.money import said_money

register = template.Library()


@register.filter
def money(amount: Decimal, currency: str) -> str:
    """A sum in its currency, as the reader writes sums."""
    return said_money(amount, currency)


@register.filter
def counted(number: int) -> str:
    """A large number with its digits in groups, as the reader writes it."""
    try:
        return format_decimal(number, locale=to_locale(get_language() or "en"))
    except (UnknownLocaleError, ValueError):
        return str(number)
