"""Which column of a table means what, guessed from its heading in the languages offices use."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from baraza.common.folding import fold

FIELDS = {
    "name": _("Name"),
    "given_name": _("Given name"),
    "family_name": _("Family name"),
    "other_names": _("Other name"),
    "email": _("E-mail"),
    "phone": _("Telephone"),
    "address": _("Address"),
    "language": _("Language"),
    "birth_year": _("Year of birth"),
    "access_needs": _("Accessibility needs"),
    "do_not_contact": _("Do not contact"),
    "group": _("Group"),
    "external_id": _("Number in the other program"),
}
# Folded headings; the longest that stands in a heading wins.
_HEADINGS = {
    "name": "name|full name|display name|nom complet|nombre completo|nombre|jina|jina kamili"
    "|الاسم|الاسم الكامل",
    "given_name": "given name|first name|forename|prenom|nombre de pila|jina la kwanza|الاسم الاول",
    "family_name": "family name|last name|surname|nom de famille|nom|apellido|apellidos"
    "|jina la ukoo|اسم العايله|اللقب",
    "other_names": "other name|other names|alias|nickname|maiden name|autre nom|otro nombre",
    "email": "email|e-mail|e mail|mail|email address|courriel|adresse electronique|correo"
    "|correo electronico|barua pepe|البريد الالكتروني|البريد",
    "phone": "phone|telephone|mobile|cell|tel|phone number|portable|telefono|movil|simu"
    "|nambari ya simu|الهاتف|رقم الهاتف|الجوال",
    "address": "address|street|street address|postal address|city|town|village|postcode"
    "|post code|zip|zip code|postal code|adresse|rue|ville|code postal|direccion|calle|ciudad"
    "|codigo postal|anwani|mji|kijiji|العنوان|المدينه",
    "language": "language|langue|idioma|lugha|اللغه",
    "birth_year": "birth year|year of birth|born|annee de naissance|ano de nacimiento"
    "|mwaka wa kuzaliwa|سنه الميلاد",
    "access_needs": "accessibility|access needs|accessibilite|accesibilidad",
    "do_not_contact": "do not contact|ne pas contacter|no contactar|usiwasiliane",
    "group": "group|list|tag|category|groupe|liste|grupo|lista|kundi|المجموعه",
    "external_id": "id|number|no|external id|reference|identifiant|numero|identificador",
}
_FIELD_OF = {
    heading: name for name, headings in _HEADINGS.items() for heading in headings.split("|")
}
_NUMBERED = re.compile(r"[\s_]*\d+$")
TRUE_WORDS = frozenset({"1", "yes", "y", "true", "x", "oui", "si", "ndiyo", "نعم"})


def field_of(heading: str) -> str:
    """The field a heading names; empty when it is none we know."""
    folded = _NUMBERED.sub("", fold(heading).replace("_", " ").replace(":", "")).strip()
    return _FIELD_OF.get(folded, "")


def guess_mapping(columns: Sequence[str]) -> dict[int, str]:
    """Column → field. Several columns may be one field: two telephones, street and town."""
    return {position: name for position, c in enumerate(columns) if (name := field_of(c))}


@dataclass(slots=True)
class PersonRow:
    """A row that was understood: what it says of a person, or why it says nothing."""

    number: int
    name: str = ""
    given_name: str = ""
    family_name: str = ""
    other_names: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    address: str = ""
    language: str = ""
    birth_year: int | None = None
    access_needs: str = ""
    do_not_contact: bool = False
    groups: tuple[str, ...] = ()
    external_id: str = ""
    # What was left out, in words kept for the report.
    notes: list[str] = field(default_factory=list)


def values_by_field(row: Sequence[str], mapping: Mapping[int, str]) -> dict[str, list[str]]:
    """Cells that are not empty, by the field their column means."""
    found: dict[str, list[str]] = {}
    for position, name in mapping.items():
        if position < len(row) and row[position]:
            found.setdefault(name, []).append(row[position])
    return found
