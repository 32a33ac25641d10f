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


class Section(TypedDict):
    """A finding, and the figures behind it: label, value, note."""

    heading: str
    lines: list[list[str]]


class Weekly(TypedDict):
    """`weekly.typ`: the figures of a week on one page."""

    head: Head
    title: str
    days: str
    # An SVG, and what it shows.
    trend: str
    trend_words: str
    sections: list[Section]


class SheetWords(TypedDict):
    """What stands over the columns of a sheet; a column without words is left out where it may be
    (`news`).
    """

    title: str
    day: str
    who_wrote: str
    number: str
    time: str
    # "call · visit", one of which is encircled on each line.
    ways: str
    name: str
    reach: str
    place: str
    topic: str
    said: str
    answer: str
    news: str
    foot: str


class CodedPage(TypedDict):
    """A page that comes back."""

    code: Code


class Sheets(TypedDict):
    """`sheet.typ`: logbook sheets, A4 lying, one page each."""

    head: Head
    words: SheetWords
    # In the order of their numbers.
    topics: list[str]
    line_count: int
    sheets: list[CodedPage]


class FormWords(TypedDict):
    """What a form asks; `choices` are ticked at its end."""

    title: str
    lead: str
    name: str
    phone: str
    address: str
    email: str
    topic: str
    said: str
    choices: list[str]
    foot: str


class Known(TypedDict, total=False):
    """What we know already of whom a form is for."""

    name: str
    phone: str
    address: str
    email: str


class Form(TypedDict):
    """One form."""

    code: Code
    known: NotRequired[Known]


class Forms(TypedDict):
    """`form.typ`: a page each, filled in by hand."""

    head: Head
    words: FormWords
    topics: list[str]
    forms: list[Form]


class AuthorisationWords(TypedDict):
    """What stands over the lines to be filled in, and at the foot of the page."""

    name: str
    place: str
    signature: str
    witness: str
    foot: str


class Authorisation(TypedDict):
    """`authorisation.typ`: what somebody signs so that others may be asked for them."""

    head: Head
    code: Code
    title: str
    wording: str
    # Whose signature it is to be, where that is known.
    name: str
    # The matter, whom it names, until when: what it is called, and what it is.
    facts: list[list[str]]
    words: AuthorisationWords


class CaseFormWords(TypedDict):
    """What every form of a case asks, whatever its kind."""

    title: str
    lead: str
    name: str
    year: str
    phone: str
    address: str
    email: str
    other: str
    story: str
    tried: str
    wanted: str
    urgent: str
    back: str
    foot: str
    learnt: str


class Lesson(TypedDict):
    """What the office learnt and tells everybody."""

    question: str
    answer: str


class AskedOnPaper(TypedDict):
    """A question of a kind: choices are ticked, the rest is written."""

    label: str
    help: str
    choices: list[str]
    line_count: int


class KnownOfCase(Known, total=False):
    """What we know already of whom a form is for."""

    year: str


class CaseForm(TypedDict):
    """One form of a case."""

    code: Code
    known: NotRequired[KnownOfCase]


class CaseForms(TypedDict):
    """`case_form.typ`: as many pages as the questions need, each form on pages of its own."""

    head: Head
    words: CaseFormWords
    # What others asked and were answered.
    lessons: list[Lesson]
    asked: list[AskedOnPaper]
    forms: list[CaseForm]


class CaseEntry(TypedDict):
    """Something that happened in a case; `note` says when, by whom, which way."""

    title: str
    note: NotRequired[str]
    text: NotRequired[str]


class CaseSection(TypedDict):
    """A part of a case: what was told, who was asked, what was written."""

    heading: str
    entries: list[CaseEntry]


class CasePaper(TypedDict):
    """`case.typ`: a case from its beginning to its end."""

    head: Head
    title: str
    lead: str
    # What a fact is called, and what it is.
    facts: list[list[str]]
    sections: list[CaseSection]
    foot: str
    # "Page {0} of {1}" in the reader's language.
    page_words: str


class LeafletSection(TypedDict):
    """A heading with whatever of these stands under it."""

    heading: str
    text: NotRequired[str]
    # Name and value.
    facts: NotRequired[list[list[str]]]
    points: NotRequired[list[str]]
    # Each with a box to tick.
    boxes: NotRequired[list[str]]


class Leaflet(TypedDict):
    """`leaflet.typ`: what people take along, on one page unless the print is large."""

    head: Head
    code: NotRequired[Code]
    title: str
    lead: str
    sections: list[LeafletSection]
    # In a second column.
    beside: list[LeafletSection]
    foot: str


class Share(TypedDict):
    """`share.typ`: what stands beside a link to a public page."""

    title: str
    name: str
    place: str


class MeetingLine(TypedDict):
    """One time of a day: who comes, whom they meet, and what to know."""

    time: str
    who: str
    host: str
    notes: list[str]


class MeetingDay(TypedDict):
    name: str
    lines: list[MeetingLine]


class Meetings(TypedDict):
    """`meetings.typ`: who comes when."""

    head: Head
    title: str
    # Said of a day without anybody.
    nobody: str
    days: list[MeetingDay]
