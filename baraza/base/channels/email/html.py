"""HTML letters: as readable text, and harmless for a screen.

Both readings go over a stream of tags without building a tree, so that their cost grows with the
length of the letter only. What is shown is written anew, well nested and not too deep, before nh3
sees it: nesting costs HTML parsers quadratic time (100,000 nested `<div>` take nh3 12 s).
"""

import html as entities
import re
from collections.abc import Iterator
from urllib.parse import unquote

import nh3

from baraza.base.channels.email.decode import clean_text

INPUT_LIMIT = 30_000_000  # characters read at all; a letter may carry its images inside
SHOWN_LIMIT = 500_000  # characters of text shown
TAG_LIMIT = 50_000  # tags kept
DEPTH_LIMIT = 100
URL_LIMIT = 2_000
QUOTE_LIMIT = 10

_TAG = re.compile(
    r"""<(?:
        !--(?:-?>|.*?(?:--!?>|\Z))
        |(?P<end>/?)(?P<name>[A-Za-z][^\s/>]*+)
         (?P<attributes>(?:[^>=]++|=\s*+"[^"]*+(?:"|\Z)|=\s*+'[^']*+(?:'|\Z)|=)*+)(?:>|\Z)
        |[!?/][^>]*+(?:>|\Z)
    )""",
    re.VERBOSE | re.DOTALL,
)
_ATTRIBUTE = re.compile(r"""([^\s=/"'<>]++)\s*+(?:=\s*+(?:"([^"]*+)"?|'([^']*+)'?|([^\s>]*+)))?+""")
_HUGE_REFERENCE = re.compile(r"&#(?:[0-9]{8,}|[xX][0-9a-fA-F]{8,});?")
_BLANKS = re.compile(r"[ \t\n\r\f]+")
_WEB_ADDRESS = re.compile(r"(?:https?://|mailto:|tel:)[^\s\x00-\x1f\"'<>]+", re.IGNORECASE)


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Their content is never text of the letter.
_SKIPPED = {
    name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE)
    for name in _names("script style title iframe object svg math template noembed noframes select")
}
_PLAIN_TAGS = _names(
    "abbr address article b bdi bdo big blockquote caption center cite code dd del dfn div dl dt em"
    " figcaption figure footer h1 h2 h3 h4 h5 h6 header i ins kbd li main mark ol p pre q s samp"
    " section small span strike strong sub sup table tbody td tfoot th thead tr tt u ul var"
)
_KEPT_TAGS = _PLAIN_TAGS | {"a", "br", "hr", "img", "wbr"}
_EMPTY_TAGS = frozenset({"br", "hr", "img", "wbr"})
_KEPT_ATTRIBUTES = {
    "*": {"dir", "lang"},
    "a": {"href", "title"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start", "type"},
    "td": {"align", "colspan", "rowspan"},
    "th": {"align", "colspan", "rowspan"},
}
_PARAGRAPHS = _names("blockquote dl h1 h2 h3 h4 h5 h6 ol p pre table ul")
_BLOCKS = _PARAGRAPHS | _names(
    "address article body caption center dd div dt figcaption figure footer form header hr li main"
    " section tr"
)
# Opening one of these closes what stands open of the others, as far as the given borders.
_CLOSES = {
    "li": ({"li"}, {"ul", "ol"}),
    "dt": ({"dt", "dd"}, {"dl"}),
    "dd": ({"dt", "dd"}, {"dl"}),
    "a": ({"a"}, {"table"}),
    "td": ({"td", "th"}, {"tr", "table"}),
    "th": ({"td", "th"}, {"tr", "table"}),
    "tr": ({"tr"}, {"tbody", "thead", "tfoot", "table"}),
    "tbody": ({"tbody", "thead", "tfoot"}, {"table"}),
    "thead": ({"tbody", "thead", "tfoot"}, {"table"}),
    "tfoot": ({"tbody", "thead", "tfoot"}, {"table"}),
    "caption": ({"caption"}, {"table"}),
}
_TABLE_PARENTS = {
    "table": {"caption", "tbody", "thead", "tfoot", "tr"},
    "tbody": {"tr"},
    "thead": {"tr"},
    "tfoot": {"tr"},
    "tr": {"td", "th"},
}
_TABLE_PIECES = _names("caption tbody thead tfoot tr td th")


def _pieces(html: str) -> Iterator[tuple[str, str, str]]:
    """("text", raw text, ""), ("open", name, attributes) and ("close", name, ""), in order."""
    at, size = 0, len(html)
    while at < size:
        tag = _TAG.search(html, at)
        if tag is None:
            yield "text", html[at:], ""
            return
        if tag.start() > at:
            yield "text", html[at : tag.start()], ""
        at = tag.end()
        name = (tag["name"] or "").lower()
        if not name:
            continue
        if tag["end"]:
            yield "close", name, ""
            continue
        closing = _SKIPPED.get(name)
        if closing is None:
            yield "open", name, tag["attributes"]
            continue
        end = closing.search(html, at)
        at = end.start() if end else size


def _attributes(raw: str) -> dict[str, str]:
    """Attribute values by lower-case name, the first of each, entities resolved."""
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(raw):
        value = match[2] or match[3] or match[4] or ""
        found.setdefault(match[1].lower(), _unescape(value) if len(value) <= URL_LIMIT else "")
    return found


def _unescape(text: str) -> str:
    if "&" not in text:
        return text
    return entities.unescape(_HUGE_REFERENCE.sub("\ufffd", text))


def text_of_html(html: str) -> str:
    """`html` as text: paragraphs apart, list items marked, link targets in brackets, images as
    their descriptions, quoted blocks behind "> "."""
    writer = _TextWriter()
    for kind, value, attributes in _pieces(clean_text(html[:INPUT_LIMIT])):
        if kind == "text":
            writer.text(_unescape(value))
        elif kind == "open":
            writer.open(value, attributes)
        else:
            writer.close(value)
    return writer.result()


class _TextWriter:
    """Lines so far, the line being written, and what is open around it."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line: list[str] = []
        self._wants_blank_line = False
        self._quotes = self._last_quotes = 0
        self._lists: list[int | None] = []
        self._marker = ""
        self._pre = 0
        self._link = ""
        self._link_text: list[str] = []

    def text(self, text: str) -> None:
        if self._pre:
            first, *rest = text.split("\n")
            self._line.append(first)
            for line in rest:
                self._end_line(keep_empty=True)
                self._line.append(line)
            return
        text = _BLANKS.sub(" ", text)
        if text != " " or (self._line and not self._line[-1].endswith(" ")):
            self._line.append(text)
            if self._link:
                self._link_text.append(text)

    def open(self, name: str, raw: str) -> None:
        if name in _BLOCKS:
            self._block(name)
        match name:
            case "br":
                self._end_line(keep_empty=True)
            case "hr":
                self._line.append("---")
                self._end_line()
            case "blockquote":
                self._quotes += 1
            case "ol" | "ul":
                if len(self._lists) < DEPTH_LIMIT:
                    self._lists.append(0 if name == "ol" else None)
            case "li":
                self._start_item()
            case "pre":
                self._pre += 1
            case "td" | "th" if self._line:
                self._line.append(" ")
            case "a":
                self._end_link()
                target = _attributes(raw).get("href", "").strip()
                self._link = target if _WEB_ADDRESS.fullmatch(target) else ""
            case "img":
                alt = _BLANKS.sub(" ", _attributes(raw).get("alt", "")).strip()
                if alt:
                    self.text(f"[{alt}]")

    def close(self, name: str) -> None:
        if name == "a":
            self._end_link()
        if name in _BLOCKS:
            self._block(name)
        match name:
            case "blockquote":
                self._quotes = max(0, self._quotes - 1)
            case "ol" | "ul" if self._lists:
                self._lists.pop()
            case "pre":
                self._pre = max(0, self._pre - 1)

    def result(self) -> str:
        self._end_link()
        self._end_line()
        return clean_text("\n".join(self._lines).strip("\n"))

    def _block(self, name: str) -> None:
        self._end_line()
        if name in _PARAGRAPHS and not (self._lists and name in {"ul", "ol", "p"}):
            self._wants_blank_line = True

    def _start_item(self) -> None:
        marker = "•"
        if self._lists and self._lists[-1] is not None:
            self._lists[-1] += 1
            marker = f"{self._lists[-1]}."
        indent = "  " * min(len(self._lists) - 1, QUOTE_LIMIT)
        self._marker = f"{indent}{marker} "

    def _end_link(self) -> None:
        target, self._link = self._link, ""
        shown = "".join(self._link_text).strip()
        self._link_text.clear()
        scheme, _, rest = target.partition(":")
        if not target or not shown or scheme.lower() == "tel":
            return
        bare = rest.lstrip("/").rstrip("/")
        if bare.partition("?")[0].casefold() not in shown.casefold():
            self._line.append(f" ({bare if scheme.lower() == 'mailto' else target})")

    def _end_line(self, *, keep_empty: bool = False) -> None:
        line = "".join(self._line)
        line = line.rstrip() if self._pre else line.strip(" ")
        self._line.clear()
        if not line and not keep_empty:
            return
        quotes = min(self._quotes, QUOTE_LIMIT)
        if self._wants_blank_line and self._lines and self._lines[-1].strip("> "):
            self._lines.append(("> " * min(quotes, self._last_quotes)).rstrip())
        self._wants_blank_line = False
        self._lines.append(f"{'> ' * quotes}{self._marker}{line}".rstrip())
        self._last_quotes = quotes
        self._marker = ""


def clean_html(html: str, *, cid_urls: dict[str, str]) -> str:
    """`html` that can be put on a page: no script, style, form, or anything fetched from elsewhere.

    Images stay only where `cid_urls` (content id -> our own URL) knows them; of others the
    description stays. Links keep http, https, mailto and tel targets and open a new window.
    Past `DEPTH_LIMIT` and `TAG_LIMIT` words stand without their tags; past `SHOWN_LIMIT` characters
    of text the rest is left out.
    """
    sources = {key: url for key, url in cid_urls.items() if key and url}
    own = set(sources.values())

    def only_ours(tag: str, attribute: str, value: str) -> str | None:
        if tag == "img" and attribute == "src":
            return value if value in own else None
        return value

    return nh3.clean(
        _rewritten(clean_text(html[:INPUT_LIMIT]), sources),
        tags=set(_KEPT_TAGS),
        attributes={tag: set(names) for tag, names in _KEPT_ATTRIBUTES.items() if tag != "*"}
        | {"*": set(_KEPT_ATTRIBUTES["*"])},
        attribute_filter=only_ours,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}},
    )


def _rewritten(html: str, sources: dict[str, str]) -> str:
    """`html` written anew with known tags only, well nested to `DEPTH_LIMIT`, tables whole."""
    out: list[str] = []
    stack: list[str] = []
    tags = shown = 0

    def close_to(index: int) -> None:
        out.extend(f"</{name}>" for name in reversed(stack[index:]))
        del stack[index:]

    def push(name: str, attributes: str = "") -> None:
        out.append(f"<{name}{attributes}>")
        stack.append(name)

    def make_room_in_table(name: str) -> None:
        while stack and name not in _TABLE_PARENTS.get(stack[-1], {name}):
            push("td" if stack[-1] == "tr" else "tr")

    for kind, value, raw in _pieces(html):
        if shown >= SHOWN_LIMIT:
            break
        if kind == "text":
            text = _unescape(value[: SHOWN_LIMIT - shown])
            if not text.isspace():
                make_room_in_table("")
            elif stack and stack[-1] in _TABLE_PARENTS:
                continue
            out.append(entities.escape(text, quote=False))
            shown += len(text)
            continue
        if value not in _KEPT_TAGS:
            continue
        if kind == "close":
            index = _open_index(stack, value)
            if index is not None:
                close_to(index)
            continue
        attributes = _attributes(raw) if raw.strip(" /") else {}
        if value == "img" and not (source := _own_image(attributes, sources)):
            if attributes.get("alt", "").strip():
                make_room_in_table("")
                out.append(entities.escape(f"[{attributes['alt'].strip()}]", quote=False))
            continue
        if value == "img":
            attributes["src"] = source
        if value in _BLOCKS and stack and stack[-1] == "p":
            close_to(len(stack) - 1)
        close_to(_closing_index(stack, value))
        if value in _TABLE_PIECES and _open_index(stack, "table", borders=frozenset()) is None:
            continue
        if len(stack) >= DEPTH_LIMIT or tags >= TAG_LIMIT:
            continue
        tags += 1
        make_room_in_table(value)
        written = _written_attributes(value, attributes)
        if value in _EMPTY_TAGS:
            out.append(f"<{value}{written}>")
        else:
            push(value, written)
    close_to(0)
    return "".join(out)


def _open_index(
    stack: list[str], name: str, *, borders: frozenset[str] = frozenset({"table"})
) -> int | None:
    """Where in `stack` the innermost open `name` stands, if no border stands further in."""
    for index in range(len(stack) - 1, -1, -1):
        if stack[index] == name:
            return index
        if stack[index] in borders:
            return None
    return None


def _closing_index(stack: list[str], name: str) -> int:
    """How much of `stack` stays open when `name` opens."""
    closed, borders = _CLOSES.get(name, (frozenset(), frozenset()))
    keep = len(stack)
    if not closed:
        return keep
    for index in range(len(stack) - 1, -1, -1):
        if stack[index] in borders:
            return index + 1 if name in _TABLE_PIECES else keep
        if stack[index] in closed:
            keep = index
            if name not in _TABLE_PIECES:
                return keep
    return keep


def _own_image(attributes: dict[str, str], sources: dict[str, str]) -> str:
    scheme, _, content_id = attributes.get("src", "").strip().partition(":")
    return sources.get(unquote(content_id), "") if scheme.lower() == "cid" else ""


def _written_attributes(name: str, attributes: dict[str, str]) -> str:
    kept = _KEPT_ATTRIBUTES["*"] | _KEPT_ATTRIBUTES.get(name, set())
    written = ""
    for key, value in attributes.items():
        if key not in kept:
            continue
        if key == "href" and not _WEB_ADDRESS.fullmatch(value.strip()):
            continue
        written += f' {key}="{entities.escape(value.strip())}"'
    return written
