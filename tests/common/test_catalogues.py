"""Catalogues: every string is found, kept, checked and compiled without GNU gettext."""

import gettext as stdlib_gettext
import os
import shutil
import time
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from baraza.common import catalogues

CODE = """
from django.utils.translation import gettext as _, gettext_lazy, gettext_noop, ngettext, npgettext
from django.utils.translation import pgettext

WORDS = [_("Plain"), gettext_lazy("Lazy " "and joined"), gettext_noop('Later')]
COUNTED = ngettext("%(n)d letter", "%(n)d letters", n)
TO = pgettext("recipient", "To")
MANY = npgettext("mail", "{n} bounce", "{n} bounces", n)
NOT_A_TEXT = _(variable)
for _ in range(3):
    print("Not to be translated")
"""
TEMPLATE = """
{% load i18n %}
<h1>{% translate "Heading" %}</h1>
    <p title="{% translate 'In quotes' context 'menu' %}">
  {% blocktranslate trimmed with who=person.name %}
    Dear {{ who }},
    welcome   back
  {% endblocktranslate %}
        {% blocktranslate count n=letters|length %}One letter{% plural %}{{ n }} letters, 100 %{% endblocktranslate %}
{# A comment with {% translate "Not this" %} #}
{{ person.name|default:_("Somebody") }} {% firstof name _("Nobody") %}
it's an odd (line [ of { text " with ''' quotes
</p>
"""  # noqa: E501
FRENCH = {
    "Plain": "Simple",
    "Lazy and joined": "Paresseux et joint",
    "Later": "Plus tard",
    "%(n)d letter": ("%(n)d lettre", "%(n)d lettres"),
    "To": "À",
    "{n} bounce": ("{n} retour", "{n} retours"),
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small project with one module."""
    (tmp_path / "baraza").mkdir()
    (tmp_path / "baraza" / "words.py").write_text(CODE, encoding="utf-8")
    return tmp_path


def text_file(project: Path, language: str) -> Path:
    return project / "locale" / language / "LC_MESSAGES" / "django.po"


def translate(project: Path, language: str, words: dict[str, str | tuple[str, ...]]) -> None:
    """Put words into a catalogue as a translator's editor would."""
    path = text_file(project, language)
    with path.open("rb") as stream:
        catalogue = read_po(stream, locale=language)
    for message in catalogue:
        known = message.id[0] if message.pluralizable else message.id
        if known and known in words:
            message.string = words[known]
    path.write_bytes(catalogues._text(catalogue, language))


def found(project: Path) -> dict[str, tuple[str | None, object]]:
    return {
        message.id[0] if message.pluralizable else message.id: (message.context, message.id)
        for message in catalogues.extract(project=project)
    }


def test_code_gives_up_every_kind_of_string_and_nothing_else(project: Path) -> None:
    assert found(project) == {
        "Plain": (None, "Plain"),
        "Lazy and joined": (None, "Lazy and joined"),
        "Later": (None, "Later"),
        "%(n)d letter": (None, ("%(n)d letter", "%(n)d letters")),
        "To": ("recipient", "To"),
        "{n} bounce": ("mail", ("{n} bounce", "{n} bounces")),
    }


def test_templates_give_up_tags_blocks_plurals_and_filters(tmp_path: Path) -> None:
    folder = tmp_path / "baraza" / "web" / "templates"
    folder.mkdir(parents=True)
    (folder / "page.html").write_text(TEMPLATE, encoding="utf-8")
    assert found(tmp_path) == {
        "Heading": (None, "Heading"),
        "In quotes": ("menu", "In quotes"),
        "Dear %(who)s, welcome   back": (None, "Dear %(who)s, welcome   back"),
        "One letter": (None, ("One letter", "%(n)s letters, 100 %%")),
        "Somebody": (None, "Somebody"),
        "Nobody": (None, "Nobody"),
    }


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="{}%#")))
def test_no_text_around_a_tag_hides_it(
    tmp_path_factory: pytest.TempPathFactory, around: str
) -> None:
    path = tmp_path_factory.mktemp("template") / "page.html"
    path.write_text(
        f"  {around}\n{around} {{% translate 'Seen' %}} {around}\n {around}", encoding="utf-8"
    )
    assert [m.id for m in catalogues._messages(catalogues._as_python(path))] == ["Seen"]


def test_update_keeps_translations_adds_new_strings_and_drops_old_ones(project: Path) -> None:
    catalogues.update(project=project)
    translate(project, "fr", FRENCH)
    (project / "baraza" / "words.py").write_text(
        "_('Plain')\n_('Fresh')\nngettext('%(n)d letter', '%(n)d letters', n)"
    )
    catalogues.update(project=project)
    written = text_file(project, "fr").read_text(encoding="utf-8")
    assert 'msgid "Plain"\nmsgstr "Simple"' in written
    assert 'msgstr[1] "%(n)d lettres"' in written
    assert 'msgid "Fresh"\nmsgstr ""' in written
    assert "Later" not in written


def test_a_string_that_becomes_countable_waits_for_its_forms(project: Path) -> None:
    module = project / "baraza" / "words.py"
    module.write_text("_('letter')")
    catalogues.update(project=project)
    translate(project, "fr", {"letter": "lettre"})
    module.write_text("ngettext('letter', 'letters', n)")
    catalogues.update(project=project)
    assert "fr: not translated: 'letter'" in catalogues.missing(project=project)


def test_update_changes_nothing_when_nothing_changed(project: Path) -> None:
    catalogues.update(project=project)
    before = {path: path.read_bytes() for path in project.rglob("*.po")}
    assert len(before) == 4
    catalogues.update(project=project)
    assert {path: path.read_bytes() for path in project.rglob("*.po")} == before


def test_text_files_hold_no_dates_paths_or_program_versions(project: Path) -> None:
    catalogues.update(project=project)
    for path in project.rglob("*.po"):
        text = path.read_text(encoding="utf-8")
        for noise in ("Date", "Generated", "X-", "#:", str(project), "words.py"):
            assert noise not in text


def test_compiled_words_are_what_python_reads(project: Path) -> None:
    catalogues.update(project=project)
    translate(project, "fr", FRENCH)
    six = tuple(f"%(n)d شكل {form}" for form in range(6))
    translate(project, "ar", {"%(n)d letter": six})
    assert catalogues.compile_all(project=project) == 3
    french = stdlib_gettext.translation("django", project / "locale", ["fr"])
    assert french.gettext("Lazy and joined") == "Paresseux et joint"
    assert french.pgettext("recipient", "To") == "À"
    assert [french.ngettext("%(n)d letter", "%(n)d letters", n) for n in (0, 1, 2)] == [
        "%(n)d lettre",
        "%(n)d lettre",
        "%(n)d lettres",
    ]
    arabic = stdlib_gettext.translation("django", project / "locale", ["ar"])
    numbers = {0: 0, 1: 1, 2: 2, 3: 3, 10: 3, 11: 4, 99: 4, 100: 5, 103: 3}
    assert {n: arabic.ngettext("%(n)d letter", "%(n)d letters", n)[-1] for n in numbers} == {
        n: str(form) for n, form in numbers.items()
    }


def test_only_what_changed_is_compiled_again(project: Path) -> None:
    catalogues.update(project=project)
    assert catalogues.compile_all(project=project) == 3
    assert catalogues.compile_all(project=project) == 0
    later = time.time() + 5
    os.utime(text_file(project, "es"), (later, later))
    assert catalogues.compile_all(project=project) == 1


def troubles(project: Path, words: dict[str, str | tuple[str, ...]]) -> list[str]:
    """What the check says of French when these words replace the good ones."""
    catalogues.update(project=project)
    translate(project, "fr", FRENCH | words)
    return [line for line in catalogues.missing(project=project) if line.startswith("fr:")]


def test_a_complete_catalogue_has_no_troubles(project: Path) -> None:
    assert troubles(project, {}) == []


@pytest.mark.parametrize(
    ("known", "words", "said"),
    [
        ("Plain", "", "not translated"),
        ("%(n)d letter", ("%(n)d lettre", ""), "not translated"),
        ("%(n)d letter", ("une lettre", "des lettres"), "became []"),
        ("%(n)d letter", ("%(m)d lettre", "%(n)d lettres"), "became"),
        ("%(n)d letter", ("%(n)d lettre", "%(n)s lettres"), "became"),
        ("{n} bounce", ("{n} retour", "{nombre} retours"), "became"),
        ("Plain", "Simple [member]", "became"),
        ("Plain", "<b>Simple</b>", "became"),
        ("Plain", "Simple\n", "line breaks"),
    ],
)
def test_words_lost_or_made_up_are_said(
    project: Path, known: str, words: str | tuple[str, ...], said: str
) -> None:
    (line,) = troubles(project, {known: words})
    assert said in line
    assert repr(known) in line


def test_a_form_for_one_number_need_not_repeat_it(project: Path) -> None:
    assert troubles(project, {"%(n)d letter": ("une lettre", "%(n)d lettres")}) == []


def test_a_number_python_counts_on_is_in_every_form(tmp_path: Path) -> None:
    (tmp_path / "baraza").mkdir()
    (tmp_path / "baraza" / "words.py").write_text(
        'ngettext("%d letter", "%d letters", 2)', encoding="utf-8"
    )
    assert "became []" in troubles(tmp_path, {"%d letter": ("une lettre", "%d lettres")})[0]


def test_doubtful_words_are_said_and_stay_doubtful_through_an_update(project: Path) -> None:
    catalogues.update(project=project)
    translate(project, "fr", FRENCH)
    path = text_file(project, "fr")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('msgid "Plain"', '#, fuzzy\nmsgid "Plain"'), encoding="utf-8")
    catalogues.update(project=project)
    assert "fr: marked as doubtful: 'Plain'" in catalogues.missing(project=project)


def test_a_catalogue_behind_the_code_is_said(project: Path) -> None:
    catalogues.update(project=project)
    (project / "baraza" / "words.py").write_text("_('Plain')\n_('Fresh')")
    said = catalogues.missing(project=project)
    assert "en: run update: 'Fresh'" in said
    assert "fr: not in the catalogue (run update): 'Fresh'" in said
    assert "ar: no longer used (run update): 'Later'" in said


def test_this_projects_own_catalogues_compile(tmp_path: Path) -> None:
    shutil.copytree(
        catalogues.PROJECT / "locale", tmp_path / "locale", ignore=shutil.ignore_patterns("*.mo")
    )
    assert catalogues.compile_all(project=tmp_path) == len(catalogues.PLURALS)


def test_the_command_refuses_what_it_does_not_know(capsys: pytest.CaptureFixture[str]) -> None:
    assert catalogues.main(["translate"]) == 2
    assert "update|compile|check" in capsys.readouterr().err
