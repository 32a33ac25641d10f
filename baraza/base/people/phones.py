"""Telephone numbers made comparable."""

from unicodedata import decimal

import phonenumbers


def normal_phone(number: str, *, region: str | None = None) -> str:
    """E.164 where the number can be understood (ITU-T E.164), else its digits as written, in
    ASCII; empty where there are none."""
    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        digits = (sign if sign == "+" else str(decimal(sign, "")) for sign in number)
        return "".join(digits)[:40] if any(map(str.isdecimal, number)) else ""
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
