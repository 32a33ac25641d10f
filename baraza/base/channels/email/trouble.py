"""What is wrong with a mailbox, in words for the person who can mend it."""

from django.utils.translation import gettext

SAID_LIMIT = 200


class MailboxTrouble(Exception):
    """`str()` says in the active language what happened and what to do.

    `words` is marked for translation where it is written; `facts` fill its braces.
    """

    def __init__(self, words: str, **facts: object) -> None:
        super().__init__(words)
        self.words = words
        self.facts = facts

    def __str__(self) -> str:
        return gettext(self.words).format(**self.facts)


def what_it_said(answer: object) -> str:
    """A server's own words on one line, at most 200 characters."""
    if isinstance(answer, (list, tuple)):
        answer = answer[0] if answer else ""
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else str(answer or "")
    text = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return text[:SAID_LIMIT]
