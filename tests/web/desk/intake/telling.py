"""What somebody tells who takes a case in."""

from typing import Any

from baraza.common.paper import new_code
from baraza.engagement.casework.models import CaseKind

NEW = "/desk/cases/new/"
HTMX = {"HX-Request": "true"}
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


def kind(name: str = "Pensions") -> CaseKind:
    return CaseKind.objects.get(name=name)


def told(**more: Any) -> dict[str, Any]:
    return {
        "code": new_code(),
        "kind": kind().pk,
        "channel": "phone",
        "who": "Amina Haddad",
        "phone": "+254 712 345 678",
        "birth_year": "1951",
        "story": "My pension stopped in March. Nobody says why.",
        "tried": "She went to the district office twice.",
        "urgency": "2",
        "language": "ar",
    } | more
