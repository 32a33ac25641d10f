"""What was counted, as people say it."""

from collections.abc import Mapping

from django.utils.translation import ngettext


def said(counts: Mapping[str, int]) -> str:
    """One line from the counts of an erasure; parts that are not known here are left out."""
    words = {
        "letters": ngettext("%d letter", "%d letters", counts.get("letters", 0)),
        "originals": ngettext("%d original", "%d originals", counts.get("originals", 0)),
        "loose": ngettext("%d loose item", "%d loose items", counts.get("loose", 0)),
        "sent": ngettext("%d thing sent", "%d things sent", counts.get("sent", 0)),
        "inputs": ngettext("%d input", "%d inputs", counts.get("inputs", 0)),
        "cases": ngettext("%d case", "%d cases", counts.get("cases", 0)),
        "agency_letters": ngettext(
            "%d letter to or from an agency",
            "%d letters to or from agencies",
            counts.get("agency_letters", 0),
        ),
        "case_files": ngettext("%d file", "%d files", counts.get("case_files", 0)),
        "case_notes": ngettext("%d note", "%d notes", counts.get("case_notes", 0)),
        "drafts": ngettext("%d draft", "%d drafts", counts.get("drafts", 0)),
        "addresses": ngettext(
            "%d address or number", "%d addresses and numbers", counts.get("addresses", 0)
        ),
        "names": ngettext("%d name", "%d names", counts.get("names", 0)),
    }
    return ", ".join(words[name] % number for name, number in counts.items() if name in words)
