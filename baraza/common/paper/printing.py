"""From a template and data to PDF."""

import json
import re
import threading
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from babel import Locale, UnknownLocaleError
from babel.dates import format_date

if TYPE_CHECKING:
    import typst

TEMPLATES = Path(__file__).parent / "templates"
# In the order in which a sign is looked for; see base.typ. Each with its folder of fonts.
FONT_PACKAGES = {
    "fontpkg_noto_sans": "files",
    "fontpkg_noto_sans_arabic": "files",
    "justmytype_intl_africa": "fonts",
    "fontpkg_noto_sans_tamil": "files",
    "fontpkg_noto_sans_thai": "files",
}
BRITISH = Locale("en", "GB")
# Nothing a page can show: control signs, halves of a pair, and signs that are no characters.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]"
)
_EMPTY_LINE = re.compile(r"\n[ \t]*\n\s*")
# A compiler keeps the fonts it has read, and is used by one thread at a time.
_ONE_AT_A_TIME = threading.Lock()


def render(
    template: str, data: Mapping[str, object], language: str, *, large_print: bool = False
) -> bytes:
    """The PDF of a template (its name without `.typ`; `layouts` says what each is given).

    Any text is safe in `data`: it is printed as it stands, never read as commands. What a
    language reads from right to left is laid out so.
    """
    return _compiled(template, data, language, large_print=large_print)


def picture(template: str, data: Mapping[str, object], language: str) -> bytes:
    """The same as a PNG, two pixels to a point, for a template of one page."""
    return _compiled(template, data, language, format="png", ppi=144)


def _compiled(
    template: str,
    data: Mapping[str, object],
    language: str,
    *,
    large_print: bool = False,
    **output: object,
) -> bytes:
    inputs = {
        "data": json.dumps(_printable(data)),
        "language": language.partition("-")[0].lower(),
        "large": "yes" if large_print else "",
    }
    source = str(TEMPLATES / f"{template}.typ")
    with _ONE_AT_A_TIME:
        made = _compiler().compile(input=source, sys_inputs=inputs, **output)
    if not isinstance(made, bytes):
        raise TypeError(template)
    return made


def long_date(day: date, language: str) -> str:
    """A date as a letter carries it: "3 May 2026", "3 mai 2026"."""
    try:
        # Without a country English dates would be America's.
        locale = BRITISH if language == "en" else Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        locale = BRITISH
    return format_date(day, format="long", locale=locale)


def paragraphs(text: str) -> list[str]:
    """What stands between empty lines; line ends inside a paragraph stay."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    return [part.strip() for part in _EMPTY_LINE.split(plain) if part.strip()]


@cache
def _compiler() -> "typst.Compiler":
    # Eighty megabytes, loaded only where something is printed.
    import typst  # noqa: PLC0415

    packaged = [
        str(Path(spec.submodule_search_locations[0]) / folder)
        for name, folder in FONT_PACKAGES.items()
        if (spec := find_spec(name)) and spec.submodule_search_locations
    ]
    # Fonts of the machine are the last resort, for scripts that none of ours has.
    fonts = typst.Fonts(font_paths=packaged, include_embedded_fonts=False)
    return typst.Compiler(root=str(TEMPLATES), font_paths=fonts)


def _printable(value: object) -> object:
    if isinstance(value, str):
        return _UNPRINTABLE.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    if isinstance(value, Mapping):
        return {str(key): _printable(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_printable(part) for part in value]
    return value
