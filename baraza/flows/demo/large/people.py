"""Any number of people with names, addresses and places; ids from 1, in an office without any."""

from collections.abc import Iterator
from datetime import datetime

from baraza.base.people.models import (
    Consent,
    ContactKind,
    ContactLink,
    ContactPoint,
    Organisation,
    OrganisationKind,
    Person,
    Relation,
    RelationKind,
)
from baraza.base.people.names import search_words
from baraza.common.folding import fold
from baraza.flows.demo.large.tables import DICE, MEMORY, bare, copy, insert, numbered_on, run

# As their owners write them; the mark of a list is the language they are likely to write in.
GIVEN = {
    "en": "Achieng Adaeze Akinyi Alice Atieno Barasa Benedict Brian Caroline Cecilia Chebet "
    "Cosmas Damaris Denis Dominic Edith Emmanuel Esther Eunice Faith Florence Gideon "
    "Grace Harriet Isaac Jael Josephine Judith Kevin Kioko Kwame Lilian Lydia Makena "
    "Mercy Moraa Moses Mumbi Mwende Nekesa Njeri Nyambura Ochieng Odile Omondi Penina "
    "Purity Rotich Ruth Selina Stella Tabitha Thomas Violet Wafula Wairimu Wambui Wangari "
    "Wekesa Winnie",
    "fr": "Adèle Agnès Amélie Anselme Bérénice Célestin Clémence Désiré Dieudonné Élodie "
    "Étienne Félicité Gaston Geneviève Honorine Irène Jérôme Léonie Ludivine Mireille "
    "Nadège Odette Pascal Quentin Rémy Sandrine Sidonie Solange Sylvain Thérèse Véronique "
    "Yvette Zélie",
    "sw": "Amani Baraka Bahati Faraja Furaha Hamisi Imani Jabali Juma Khamisi Malaika Mosi "
    "Mwanaisha Neema Omari Pendo Rehema Saidi Salama Subira Tatu Tumaini Upendo Wema "
    "Zawadi Zuhura",
    "ar": "أحمد علي عمر خالد يوسف إبراهيم حسن حسين سعيد مصطفى طارق كريم سليم فيصل جمال رضا بلال "
    "حمزة زياد فاطمة عائشة خديجة مريم زينب ليلى نور سلمى هدى رانيا ياسمين دينا سميرة "
    "نادية أمل",
}
ARABIC_FAMILIES = (
    "حداد منصور نصر صالح عثمان الحسن شريف قاسم بركات زيدان خوري درويش سليمان فاروق طه الشامي رمضان "
    "بدوي غانم مراد جابر نجار عطية حمدان شكري زيتوني مبارك الطاهر"
)
FIRST_SYLLABLES = (
    "Aba Ade Ako Ama Bala Beau Boa Bru Cara Chege Chi Dar Deme Dia Ekwe Faye Fon Gaku "
    "Gathu Gona Hako Ika Iru Kaba Kari Kera Kima Kipke Kisi Kora Laga Lema Luva Macha "
    "Maku Mba Mbe Mere Mpa Mu Muka Mura Mwa Naka Ndu Ngu Njo Nka Nya Nyon Oba Odhi Ogu "
    "Oka Oma One Osei Oti Ould Oyo Pere Qui Raba Roche Ruki Saka Sanka Sava Simi Sou Tana "
    "Tama Tessi Toma Tora Tsho Uwi Vala Wachi Wanja Were Yego Zama Zon"
)
LAST_SYLLABLES = (
    "ambo anga ari aud beli bet chiku dara deni dji emba endo eni fari gari gesa gira "
    "guri hane hiri imo ingi ira iro kali kanu keni kiri kombo koya la lemi linda lo mana "
    "mari mbi mbura mu nda ndi ne ngo ni nje nyi oma ondo oni ora osi pesa raki re ri "
    "rogo sane sera si soro tari tembo ti toro tu undi uri vu wai wara we wira ya yinka "
    "za zi"
)
STREETS = (
    "Acacia Road", "Clock Street", "Harbour Lane", "Market Street", "Mission Road", "Mill Lane",
    "Station Road", "Rue des Jardins", "Rue du Port", "Jacaranda Avenue", "Tamarind Drive",
    "Lake View", "Hospital Road", "School Lane", "Baobab Avenue", "Quarry Street", "Chapel Lane",
    "River Road", "Barabara ya Soko", "Mtaa wa Amani",
)  # fmt: skip
ORGANISATIONS = {
    OrganisationKind.CSO: "Water Users’ Union", OrganisationKind.AGENCY: "Roads Authority",
    OrganisationKind.BUSINESS: "Traders", OrganisationKind.MEDIA: "Radio",
    OrganisationKind.SCHOOL: "School", OrganisationKind.COMMUNITY: "Women’s Group",
    OrganisationKind.LOCAL_AUTHORITY: "Council",
}  # fmt: skip
MADE = [Person, ContactPoint, ContactLink, Consent, Organisation, Relation]


def make_people(*, count: int, now: datetime, office_language: str = "en") -> None:
    """In a transaction of the office's; the areas that are there are where they live."""
    run(DICE)
    run(MEMORY)
    given = [
        (number, name, fold(name), search_words([name]), language)
        for number, (name, language) in enumerate(_given())
    ]
    family = [
        (number, name, fold(name), search_words([name]), name.isascii())
        for number, name in enumerate(_families())
    ]
    copy("given", "n int, name text, folded text, words text, language text", given)
    copy("family", "n int, name text, folded text, words text, is_latin bool", family)
    copy("street", "n int, name text", enumerate(STREETS))
    run(
        "CREATE TEMP TABLE home ON COMMIT DROP AS SELECT row_number() OVER (ORDER BY id) - 1 AS n,"
        " id, name FROM places_area WHERE is_served OR parent_id IS NOT NULL"
    )
    latin = sum(is_latin for *_, is_latin in family)
    sizes = {
        "given": len(given), "latin": latin, "other": len(family) - latin,
        "streets": len(STREETS), "count": count, "now": now, "language": office_language,
    }  # fmt: skip
    with bare(MADE):
        _persons(sizes)
        _reached()
        _consents(sizes)
        _organisations(count, now)
    numbered_on(MADE)


def _given() -> Iterator[tuple[str, str]]:
    for language, names in GIVEN.items():
        for name in names.split():
            yield name, language


def _families() -> Iterator[str]:
    """Latin ones first."""
    for number, first in enumerate(FIRST_SYLLABLES.split()):
        for last in LAST_SYLLABLES.split()[number % 3 :: 2]:
            yield first + last
    yield from ARABIC_FAMILIES.split()


def _persons(sizes: dict[str, object]) -> None:
    # Some names are far more common than others: a third share the first hundred.
    run(
        """CREATE TEMP TABLE named ON COMMIT DROP AS
        SELECT p AS id, g.name || ' ' || coalesce(m.name || ' ', '') || f.name AS name,
            g.folded || ' ' || coalesce(m.folded || ' ', '') || f.folded AS folded,
            g.words || ' ' || coalesce(m.words || ' ', '') || f.words AS words,
            g.language, g.folded AS first, f.folded AS last, f.is_latin
        FROM generate_series(1, %(count)s) p
        JOIN given g ON g.n = pg_temp.pick(p, 1, %(given)s)
        JOIN family f ON f.n = CASE WHEN g.language = 'ar'
            THEN %(latin)s + pg_temp.pick(p, 2, %(other)s)
            ELSE floor(%(latin)s * power(pg_temp.share(p, 2), 1.6)) END
        LEFT JOIN family m ON g.language <> 'ar' AND pg_temp.share(p, 3) < 0.5
            AND m.n = pg_temp.pick(p, 4, %(latin)s)""",
        sizes,
    )
    insert(
        Person,
        "named p LEFT JOIN street s ON s.n = pg_temp.pick(p.id, 5, %(streets)s) "
        "LEFT JOIN home h ON pg_temp.share(p.id, 6) < 0.9 AND h.n = pg_temp.pick(p.id, 7, "
        "(SELECT greatest(count(*), 1) FROM home))",
        {
            "id": "p.id",
            "name": "left(p.name, 200)",
            "sort_key": "left(p.folded, 200)",
            "search_names": "p.words",
            "language": "CASE WHEN pg_temp.share(p.id, 8) < 0.9 THEN p.language "
            "ELSE %(language)s END",
            "birth_year": "CASE WHEN pg_temp.share(p.id, 9) < 0.3 "
            "THEN 1935 + pg_temp.pick(p.id, 10, 70) END",
            "address": "s.name || ' ' || 1 + pg_temp.pick(p.id, 11, 220) || "
            "coalesce(chr(10) || h.name, '')",
            "area_id": "h.id",
            "area_source": "CASE WHEN h.id IS NULL THEN '' ELSE 'name' END",
            "do_not_contact": "pg_temp.share(p.id, 12) < 0.01",
            "is_deceased": "pg_temp.share(p.id, 13) < 0.005",
            "added_at": "%(now)s - pg_temp.share(p.id, 14) * interval '1800 days'",
        },
        sizes,
    )


def _reached() -> None:
    """Most by e-mail, many by telephone; one in fifty shares an address with the one before."""
    latin = "CASE WHEN is_latin THEN replace(first || '.' || last, '''', '') ELSE 'person' END"
    insert(
        ContactPoint,
        "named WHERE pg_temp.share(id, 20) < 0.85 AND pg_temp.share(id, 21) >= 0.02",
        {
            "id": "2 * id - 1",
            "kind": f"'{ContactKind.EMAIL}'",
            "value": f"{latin} || id || '@post' || id %% 9 || '.example'",
            "state": "CASE WHEN pg_temp.share(id, 22) < 0.02 THEN 'bouncing' ELSE 'confirmed' END",
        },
    )
    # A country code that leads nowhere.
    insert(
        ContactPoint,
        "named WHERE pg_temp.share(id, 23) < 0.6",
        {
            "id": "2 * id",
            "kind": f"'{ContactKind.PHONE}'",
            "value": "'+888' || 10000000 + id",
        },
    )
    for own in (True, False):
        source = "named p JOIN people_contactpoint c ON c.id IN (2 * p.id - 1, 2 * p.id)"
        if not own:
            source = (
                "named p JOIN people_contactpoint c ON c.id = 2 * p.id - 3"
                " WHERE pg_temp.share(p.id, 21) < 0.02"
            )
        insert(ContactLink, source, {"person_id": "p.id", "contact_point_id": "c.id"})


def _consents(sizes: dict[str, object]) -> None:
    for salt, (purpose, part) in enumerate({"newsletter": 0.5, "invitations": 0.2}.items()):
        insert(
            Consent,
            f"named WHERE pg_temp.share(id, {30 + salt}) < {part}",
            {
                "person_id": "id",
                "purpose": f"'{purpose}'",
                "how_given": "CASE WHEN id %% 3 = 0 THEN 'web' ELSE 'paper' END",
                "given_at": f"%(now)s - pg_temp.share(id, {40 + salt}) * interval '1500 days'",
                "withdrawn_at": f"CASE WHEN pg_temp.share(id, {50 + salt}) < 0.04 "
                "THEN %(now)s - interval '1 day' END",
            },
            sizes,
        )


def _organisations(people: int, now: datetime) -> None:
    count = max(people // 200, 1)
    kinds = [
        (number, kind.value, name) for number, (kind, name) in enumerate(ORGANISATIONS.items())
    ]
    copy("body", "n int, kind text, name text", kinds)
    names = "coalesce(h.name || ' ', '') || b.name || ' ' || o"
    insert(
        Organisation,
        f"generate_series(1, {count}) o JOIN body b ON b.n = o %% {len(kinds)} LEFT JOIN home h "  # noqa: S608 - ours
        "ON h.n = pg_temp.pick(o, 60, (SELECT greatest(count(*), 1) FROM home))",
        {
            "id": "o",
            "name": names,
            "sort_key": f"lower({names})",
            "search_names": f"lower({names})",
            "kind": "b.kind",
            "added_at": "%(now)s",
        },
        {"now": now},
    )
    insert(
        Relation,
        f"named WHERE pg_temp.share(id, 61) < 0.02 AND {count} > 0",
        {
            "person_id": "id",
            "kind": f"CASE WHEN id %% 5 = 0 THEN '{RelationKind.LEADER}' "
            f"ELSE '{RelationKind.WORKS_FOR}' END",
            "organisation_id": f"1 + pg_temp.pick(id, 62, {count})",
            "added_at": "%(now)s",
        },
        {"now": now},
    )
