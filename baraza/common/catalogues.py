"""The catalogues of translated words, kept in Python so that no machine needs GNU gettext.

`update` gathers every translatable string of the code and the templates into `locale/`, `compile`
makes the binary files Django reads, `check` says what is missing. The text files are sorted and
hold neither dates nor line numbers: two people who translate do not stumble over each other.
"""

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile

from babel.messages import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PROJECT = Path(__file__).resolve().parent.parent.parent
SOURCE_LANGUAGE = "en"
# How many forms a counted noun has, and which number takes which (CLDR; GNU gettext's notation).
PLURALS = {
    "fr": "nplurals=2; plural=(n > 1);",
    "es": "nplurals=2; plural=(n != 1);",
    "ar": (
        "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : "
        "n%100>=11 && n%100<=99 ? 4 : 5);"
    ),
}
# Which arguments of each function are texts; `c` marks the context (GNU gettext's notation).
KEYWORDS = {
    name + suffix: positions
    for name, positions in {
        "gettext": ("1",),
        "ngettext": ("1", "2"),
        "pgettext": ("1c", "2"),
        "npgettext": ("1c", "2", "3"),
    }.items()
    for suffix in ("", "_lazy", "_noop")
} | {"_": ("1",)}
# What a translation must carry over unchanged: Python's fields, a letter's merge fields, markup.
FIELDS = re.compile(r"%\(\w+\)[#0 +-]*[\d.]*[a-z]|%[sd]|\{\w*\}|\[[a-z_]+\]|</?[a-z]+[^>]*>")

Key = tuple[str | None, str]


def update(*, project: Path = PROJECT) -> None:
    """Write the catalogue of each language anew: its translations kept, new strings empty, strings
    nobody uses any more left out."""
    wanted = _wanted(project)
    for language in (SOURCE_LANGUAGE, *PLURALS):
        path = _text_file(project, language)
        known = _read(path, language)
        catalogue = Catalog(locale=language, charset="utf-8")
        for key, message in wanted.items():
            old = known.get(key)
            same_shape = old is not None and bool(old.pluralizable) == bool(message.pluralizable)
            catalogue.add(
                message.id,
                old.string if same_shape else None,
                context=message.context,
                flags=message.flags | ({"fuzzy"} if same_shape and old.fuzzy else set()),
            )
        _replace(path, _text(catalogue, language))


def compile_all(*, project: Path = PROJECT) -> int:
    """Make the binary catalogues that are older than their text; says how many were made."""
    made = 0
    for language in PLURALS:
        path = _text_file(project, language)
        binary = path.with_suffix(".mo")
        if not path.exists() or (
            binary.exists() and binary.stat().st_mtime_ns >= path.stat().st_mtime_ns
        ):
            continue
        content = io.BytesIO()
        write_mo(content, _catalogue(path, language))
        _replace(binary, content.getvalue())
        made += 1
    return made


def missing(*, project: Path = PROJECT) -> list[str]:
    """Why the catalogues are not complete, a line each; empty when they are."""
    wanted = _wanted(project)
    source = _read(_text_file(project, SOURCE_LANGUAGE), SOURCE_LANGUAGE)
    found = [f"{SOURCE_LANGUAGE}: run update: {key[1]!r}" for key in wanted.keys() ^ source.keys()]
    for language in PLURALS:
        known = _read(_text_file(project, language), language)
        found += [f"{language}: {why}: {key[1]!r}" for why, key in _troubles(wanted, known)]
    return sorted(found)


def extract(*, project: Path = PROJECT) -> Iterator[Message]:
    """Every translatable string of the package's code and templates."""
    for path in sorted((project / "baraza").rglob("*")):
        if path.suffix == ".py" and "migrations" not in path.parts:
            yield from _messages(path.read_text(encoding="utf-8"))
        elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
            yield from _messages(_as_python(path))


def _wanted(project: Path) -> dict[Key, Message]:
    found: dict[Key, Message] = {}
    for message in extract(project=project):
        key = _key(message)
        # gettext("letter") and ngettext("letter", "letters") share one entry, the counted one.
        if key not in found or (message.pluralizable and not found[key].pluralizable):
            found[key] = message
    return found


def _messages(source: str) -> Iterator[Message]:
    stream = io.BytesIO(source.encode())
    for _line, keyword, found, _comments in extract_python(
        stream, list(KEYWORDS), [], {"encoding": "utf-8"}
    ):
        given = found if isinstance(found, tuple) else (found,)
        places = KEYWORDS[keyword]
        if len(given) < len(places):
            continue
        context = given[0] if places[0] == "1c" else None
        texts = [given[int(place) - 1] for place in places if place != "1c"]
        # A variable cannot be looked up before it has a value.
        if all(texts):
            yield Message(tuple(texts) if len(texts) > 1 else texts[0], context=context)


def _as_python(path: Path) -> str:
    """A template as the calls of gettext it stands for."""
    # Django's templates take a while to import, and only this needs them: compiling does not.
    from django.utils.translation.template import templatize  # noqa: PLC0415

    source = templatize(path.read_text(encoding="utf-8"), origin=str(path.name))
    # What was indented as markup would not be as Python.
    return "\n".join(line.strip() for line in source.splitlines())


def _troubles(wanted: dict[Key, Message], known: dict[Key, Message]) -> Iterator[tuple[str, Key]]:
    for key, message in wanted.items():
        entry = known.get(key)
        if entry is None or bool(entry.pluralizable) != bool(message.pluralizable):
            yield "not in the catalogue (run update)", key
        elif entry.fuzzy:
            yield "marked as doubtful", key
        elif not all(_forms(entry)):
            yield "not translated", key
        elif trouble := _mismatch(entry):
            yield trouble, key
    for key in known.keys() - wanted.keys():
        yield "no longer used (run update)", key


def _mismatch(entry: Message) -> str:
    """What a translation lost or made up, empty when nothing."""
    source = entry.id[1] if entry.pluralizable else entry.id
    fields = sorted(FIELDS.findall(source))
    for position, form in enumerate(_forms(entry)):
        own = sorted(FIELDS.findall(form))
        # "One letter", "two letters": a form for one number only need not repeat the number.
        is_last = position == len(_forms(entry)) - 1
        # Python refuses a number that no "%d" takes; a named one may be left over.
        counts = [field for field in fields if field in {"%d", "%s"}]
        spare = set(counts) <= set(own) <= set(fields) and len(fields) - len(own) <= 1
        if own != fields and (is_last or not spare):
            return f"fields {fields} became {own}"
        if (source[:1] == "\n", source[-1:] == "\n") != (form[:1] == "\n", form[-1:] == "\n"):
            return "line breaks at the ends differ"
    return ""


def _forms(entry: Message) -> tuple[str, ...]:
    return tuple(entry.string) if isinstance(entry.string, (tuple, list)) else (entry.string,)


def _key(message: Message) -> Key:
    return message.context, message.id[0] if message.pluralizable else message.id


def _read(path: Path, language: str) -> dict[Key, Message]:
    if not path.exists():
        return {}
    return {_key(message): message for message in _catalogue(path, language) if message.id}


def _catalogue(path: Path, language: str) -> Catalog:
    with path.open("rb") as stream:
        return read_po(stream, locale=language, charset="utf-8", abort_invalid=True)


def _text(catalogue: Catalog, language: str) -> bytes:
    body = io.BytesIO()
    write_po(body, catalogue, width=99, no_location=True, omit_header=True, sort_output=True)
    # Babel's own header carries the time and its version, which would change with every run.
    headers = [
        f"Language: {language}",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
        f"Plural-Forms: {PLURALS.get(language, 'nplurals=2; plural=(n != 1);')}",
    ]
    lines = ['msgid ""', 'msgstr ""', *(f'"{header}\\n"' for header in headers), "", ""]
    return "\n".join(lines).encode() + body.getvalue()


def _text_file(project: Path, language: str) -> Path:
    return project / "locale" / language / "LC_MESSAGES" / "django.po"


def _replace(path: Path, content: bytes) -> None:
    """Whole or not at all: a web server may be reading."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(content)
    Path(file.name).chmod(0o644)
    Path(file.name).replace(path)


def main(arguments: list[str]) -> int:
    """Returns 1 when the check finds something, 2 when it was asked for something else."""
    match arguments:
        case ["update"]:
            update()
        case ["compile"]:
            compile_all()
        case ["check"]:
            found = missing()
            sys.stderr.writelines(f"{line}\n" for line in found)
            return 1 if found else 0
        case _:
            sys.stderr.write("python -m baraza.common.catalogues update|compile|check\n")
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
