from baraza.common.translated import Standing, Translated


class Sign(Translated):
    TRANSLATED = ("name", "help")

    def __init__(self) -> None:
        self.name, self.help = "Office", ""
        self.translations = {}


def test_a_field_without_a_translation_is_said_as_it_was_written():
    assert Sign().said("name", "fr") == "Office"


def test_a_translation_is_missing_until_every_field_with_words_has_it():
    sign = Sign()
    assert sign.standing("fr") == Standing.MISSING
    sign.translate("fr", {"name": "Bureau"})
    assert sign.standing("fr") == Standing.CURRENT
    assert sign.said("name", "fr") == "Bureau"


def test_a_translation_is_old_once_the_original_changes():
    sign = Sign()
    sign.translate("fr", {"name": "Bureau"})
    sign.name = "Main office"
    assert sign.standing("fr") == Standing.OLD
    sign.translate("fr", {"name": "Bureau principal"})
    assert sign.standing("fr") == Standing.CURRENT


def test_words_taken_away_leave_no_translation_behind():
    sign = Sign()
    sign.translate("fr", {"name": "Bureau"})
    sign.translate("fr", {"name": ""})
    assert sign.translations == {}
