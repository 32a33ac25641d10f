"""What browsers get of our scripts and styles."""

from pathlib import Path

import pytest
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.http import HttpResponse
from django.test import RequestFactory, override_settings

from baraza.config.static_files import SPARED, LeanStaticFiles, few_headers, lean

OURS = Path(__file__).parents[2] / "baraza/web/desk/static/desk"


def test_comments_and_indentation_are_left_out_and_nothing_else() -> None:
    text = """/* What this is,
   and why. */
"use strict"; /* stays */
function go() {
  // By hand.
  const address = "https://office.example/"; // stays
  return `${address}a/*b*/`;
}
/* one */ const two = 2;
/* three */
"""
    assert (
        lean(text)
        == """"use strict"; /* stays */
function go() {
const address = "https://office.example/"; // stays
return `${address}a/*b*/`;
}
/* one */ const two = 2;
"""
    )


@pytest.mark.parametrize("script", sorted(OURS.glob("*.js")), ids=lambda path: path.name)
def test_no_script_has_words_over_several_lines_whose_indentation_would_be_lost(
    script: Path,
) -> None:
    assert [line for line in script.read_text().splitlines() if line.count("`") % 2] == []


def test_files_are_collected_lean_and_named_by_what_they_became(tmp_path: Path) -> None:
    source, collected = tmp_path / "source", tmp_path / "collected"
    for name, text in (
        ("desk/a.js", "// Why.\nlet a;\n"),
        ("desk/a.css", "/* Why. */\n.a {\n  background: url(b.svg);\n}\n"),
        ("desk/b.svg", "<svg>\n  <g/></svg>"),
        ("theirs/a.js", "// Their licence.\nlet b;\n"),
    ):
        for root in (source, collected):
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text)
    with override_settings(DEBUG=False):
        theirs = StaticFilesStorage(location=source, base_url="/static/")
        ours = LeanStaticFiles(location=collected, base_url="/static/")
        names = [str(path.relative_to(source)) for path in source.rglob("*.*")]
        done = list(ours.post_process({name: (theirs, name) for name in names}))
    assert not [error for _name, _hashed, error in done if isinstance(error, Exception)]
    became = {name: (collected / hashed).read_text() for name, hashed, _ in done if hashed}
    assert became["desk/a.js"] == "let a;\n"
    assert became["desk/a.css"].startswith('.a {\nbackground: url("b.')
    assert became["desk/b.svg"] == "<svg>\n  <g/></svg>"
    assert became["theirs/a.js"] == "// Their licence.\nlet b;\n"


@pytest.mark.parametrize(
    ("address", "kept", "names"),
    [
        ("/static/desk/desk.1.js", "max-age=9, public, immutable", []),
        ("/static/desk/desk.js", "max-age=9, public", [*SPARED]),
        ("/picture/1/", "max-age=9, public, immutable", [*SPARED]),
    ],
)
def test_only_what_never_changes_goes_without_the_headers_of_a_page(
    address: str, kept: str, names: list[str]
) -> None:
    headers = dict.fromkeys(SPARED, "said") | {"X-Content-Type-Options": "nosniff"}
    answer = few_headers(lambda _: HttpResponse(headers=headers | {"Cache-Control": kept}))(
        RequestFactory().get(address)
    )
    assert [name for name in SPARED if name in answer] == names
    assert answer["X-Content-Type-Options"] == "nosniff"
