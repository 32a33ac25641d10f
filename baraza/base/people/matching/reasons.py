from enum import StrEnum


class Reason(StrEnum):
    """Why two records may be of one person."""

    NAME = "name"
    SIMILAR_NAME = "similar_name"
    OTHER_SCRIPT = "other_script"
    NICKNAME = "nickname"
    INITIALS = "initials"
    GIVEN_NAME = "given_name"
    EMAIL = "email"
    PHONE = "phone"
    ADDRESS = "address"
    BIRTH_YEAR = "birth_year"
