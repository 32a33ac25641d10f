"""Telephone numbers made comparable."""

import phonenumbers


def normal_phone(number: str, *, region: str | None = None) -> str:
    """E.164 where the number can be understood (ITU-T E.164), else its digits as written."""
    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return "".join(sign for sign in number if sign.isdecimal() or sign == "+")[:40]
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
