"""Whatever leaves or comes back on paper: one family of Typst templates, made into PDF.

What people wrote reaches a template as data, never as part of its source. Words on the paper come
with the data too, in the reader's language: the templates have none of their own.
"""

from baraza.common.paper.codes import Code, code_for, new_code, read_code
from baraza.common.paper.layouts import Head, Letter, Letters
from baraza.common.paper.printing import long_date, paragraphs, picture, render

__all__ = [
    "Code",
    "Head",
    "Letter",
    "Letters",
    "code_for",
    "long_date",
    "new_code",
    "paragraphs",
    "picture",
    "read_code",
    "render",
]
