"""What each template is given. Whatever is missing is left out of the page."""

from typing import Literal, NotRequired, TypedDict

from baraza.common.paper.codes import Code


class Head(TypedDict):
    """Whose paper it is."""

    office: str
    member: NotRequired[str]
    # Under the name: constituency, telephone, address; a line each.
    lines: NotRequired[list[str]]
    # An SVG; without one the mark of Baraza is drawn.
    mark: NotRequired[str]


class Letter(TypedDict):
    """One letter of a print."""

    # The address as it shows through the window of the envelope, a line each.
    to: list[str]
    text: str
    subject: NotRequired[str]
    # Place and date, as the language writes them (`long_date`).
    dated: NotRequired[str]
    # Name and office under the signature, a line each.
    signed: NotRequired[list[str]]
    # Where the letter comes back.
    code: NotRequired[Code]
    # Where it is not the language of the whole print.
    language: NotRequired[str]


class Letters(TypedDict):
    """`letter.typ`: one or many, each beginning on a page of its own."""

    head: Head
    letters: list[Letter]
    # Where the window of the office's envelopes is (DIN 5008 B left, NF Z 11-001 right).
    window: NotRequired[Literal["left", "right"]]
    paper: NotRequired[Literal["a4", "us-letter"]]
    # "Page {0} of {1}" in the reader's language, from the second page on.
    page_words: NotRequired[str]
