"""Sums of money as people write them."""

from __future__ import annotations

from decimal import Decimal

from babel import UnknownLocaleError
from babel.numbers import format_currency
from django.utils.translation import get_language, to_locale


def said_money(amount: Decimal, currency: str) -> str:
    """In the reader's language, without cents where there are none; by code, as some signs stand
    for several currencies."""
    pattern = "#,##0 ¤¤" if amount == amount.to_integral_value() else "#,##0.00 ¤¤"
    try:
        locale = to_locale(get_language() or "en")
        return format_currency(amount, currency, pattern, locale=locale, currency_digits=False)
    except (UnknownLocaleError, ValueError):
        return f"{amount} {currency}"
