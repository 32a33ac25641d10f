"""What people take along on paper: the office on one page, and what to bring for one matter. Made
from the same facts as the website, in the reader's language."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime

from django.core.cache import cache
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from baraza.base.office.models import Profile, Way
from baraza.base.office.queries import day_of, profile
from baraza.base.office.queries.attendance import ways_in
from baraza.base.office.queries.hours import OpenPlace, open_places
from baraza.base.office.saying import spans_in_words, week_in_words
from baraza.common import paper
from baraza.common.paper.layouts import Head, Leaflet, LeafletSection
from baraza.engagement.casework.models import CaseKind, Lesson
from baraza.engagement.casework.queries.public_agencies import (
    PublicProgramme,
    public_responsibilities,
)

# More would not fit on one page; the website has all of them.
MOST_PLACES, MOST_STOPS, MOST_ANSWERS, MOST_AGENCIES = 4, 3, 6, 5
KEPT_SECONDS = 3600


def flyer(*, site: str, language: str, now: datetime, large_print: bool = False) -> bytes:
    """The office on one page, as PDF: who, where and when, how to reach it, what it does. `site` is
    the address of its website."""
    with override(language):
        return _printed(_flyer(site, language, now), language, large_print)


def kind_handout(
    *, kind: CaseKind, address: str, language: str, now: datetime, large_print: bool = False
) -> bytes:
    """For one kind of matter, as PDF: what it is for, what to have at hand, what others asked, and
    who is responsible. `address` is where it is asked for on the website."""
    with override(language):
        return _printed(_of_kind(kind, address, language, now), language, large_print)


def programme_handout(
    *,
    programme: PublicProgramme,
    address: str,
    language: str,
    now: datetime,
    large_print: bool = False,
) -> bytes:
    """For one support, as PDF: who can get it, what to bring, how to apply."""
    with override(language):
        return _printed(_of_programme(programme, address, now, language), language, large_print)


def teaching_pack(
    *,
    title: str,
    lead: str,
    sections: Sequence[LeafletSection],
    address: str,
    language: str,
    now: datetime,
    large_print: bool = False,
) -> bytes:
    """Lessons as PDF, as many pages as they need; `address` leads to them on the website."""
    with override(language):
        data = Leaflet(
            head=_head(profile()),
            code=paper.code_for("", address),
            title=title,
            lead=lead,
            sections=list(sections),
            beside=[],
            foot=_foot(now, language),
        )
        return _printed(data, language, large_print)


def _flyer(site: str, language: str, now: datetime) -> Leaflet:
    own = profile()
    offered = ways_in(now=now, office=own)
    places = open_places(now=now)
    reach = []
    if own.phone:
        hours = week_in_words(offered[Way.PHONE].week)
        said = "\n".join([own.phone, *(f"{days}: {spans}" for days, spans in hours)])
        reach.append([_("Telephone"), said])
    if own.email:
        reach.append([_("E-mail"), own.email])
    if own.postal_address and not places:
        reach.append([_("Post"), own.postal_address])
    reach.append([_("Website"), site])
    return Leaflet(
        head=_head(own),
        code=paper.code_for("", site),
        title=_("How can we help?"),
        lead=_lead(own),
        sections=[
            *(_place(place) for place in places[:MOST_PLACES]),
            LeafletSection(heading=_("How to reach us"), facts=reach),
        ],
        beside=[
            LeafletSection(
                heading=_("What we can do"),
                points=[
                    _(
                        "Ask an authority what became of your matter, and ask again until it "
                        "answers."
                    ),
                    _("Tell you who decides, what you are entitled to and what the next step is."),
                    _(
                        "Put you in touch with somebody who helps: an office, a clinic, an "
                        "organisation."
                    ),
                    _("Where the same goes wrong for many: raise it in parliament."),
                ],
            ),
            LeafletSection(
                heading=_("What we cannot do"),
                points=[
                    _("Change what a court decided, or give advice in a lawsuit."),
                    _(
                        "Pay bills, fees or funerals, or find somebody a job: a member of "
                        "parliament may not hand out favours, to anybody."
                    ),
                    _("Decide in place of an authority, or promise how it will decide."),
                ],
            ),
        ],
        foot=_foot(now, language),
    )


def _lead(own: Profile) -> str:
    if own.member_name and own.constituency:
        who = _("This is the office of %(member)s, member of parliament for %(constituency)s.") % {
            "member": own.member_name,
            "constituency": own.constituency,
        }
    elif own.member_name:
        who = _("This is the office of %(member)s, member of parliament.") % {
            "member": own.member_name
        }
    else:
        who = own.name
    return f"{who} " + _("Asking us costs nothing, and nobody asks how you vote.")


def _place(place: OpenPlace) -> LeafletSection:
    location = place.location
    facts = [list(line) for line in week_in_words(place.week)]
    facts += [
        [
            date_format(stop.date, "j F"),
            f"{spans_in_words([(stop.opens, stop.closes)])}, {stop.place}",
        ]
        for stop in place.stops[:MOST_STOPS]
        if not stop.cancelled_at
    ]
    if location.phone:
        facts.append([_("Telephone"), location.phone])
    lines = [line.strip() for line in location.address.splitlines() if line.strip()]
    text = ", ".join(lines)
    if location.step_free:
        text += ("\n" if text else "") + _("No steps.")
    if location.by_appointment:
        text += ("\n" if text else "") + _("By appointment only.")
    return LeafletSection(heading=location.said("name"), text=text, facts=facts)


def _of_kind(kind: CaseKind, address: str, language: str, now: datetime) -> Leaflet:
    own = profile()
    sections = []
    asked = [field.said("label") for field in kind.fields.filter(retired_at__isnull=True)]
    if asked:
        sections.append(LeafletSection(heading=_("Have at hand, if you can"), boxes=asked))
    lessons = Lesson.objects.filter(kind=kind, is_public=True).order_by("-made_at", "-pk")
    answers = [" ".join(each.text.split()) for each in lessons[:MOST_ANSWERS]]
    if answers:
        sections.append(LeafletSection(heading=_("Good to know"), points=answers))
    rows = public_responsibilities(language=language, day=day_of(now=now), kind_id=kind.pk)
    agencies = {row.agency.id: row.agency for row in rows}
    if agencies:
        sections.append(
            LeafletSection(
                heading=_("Who is responsible"),
                facts=[
                    [
                        one.name,
                        ", ".join(filter(None, [one.phone, one.address.replace("\n", ", ")])),
                    ]
                    for one in list(agencies.values())[:MOST_AGENCIES]
                ],
            )
        )
    return Leaflet(
        head=_head(own),
        code=paper.code_for("", address),
        title=kind.said("name"),
        lead=kind.said("help"),
        sections=[*sections, _ask_us(own)],
        beside=[],
        foot=_foot(now, language),
    )


def _of_programme(one: PublicProgramme, address: str, now: datetime, language: str) -> Leaflet:
    own = profile()
    sections = []
    if one.deadline_date:
        day = paper.long_date(one.deadline_date, language)
        sections.append(LeafletSection(heading=_("Apply until %(day)s") % {"day": day}))
    if one.who:
        sections.append(LeafletSection(heading=_("Who can get it"), text=one.who))
    if one.documents:
        sections.append(LeafletSection(heading=_("What to bring"), boxes=list(one.documents)))
    if one.how:
        sections.append(LeafletSection(heading=_("How to apply"), text=one.how))
    return Leaflet(
        head=_head(own),
        code=paper.code_for("", address),
        title=one.name,
        lead=one.what,
        sections=[*sections, _ask_us(own)],
        beside=[],
        foot=_foot(now, language),
    )


def _ask_us(own: Profile) -> LeafletSection:
    facts = []
    if own.phone:
        facts.append([_("Telephone"), own.phone])
    if own.email:
        facts.append([_("E-mail"), own.email])
    return LeafletSection(
        heading=_("If it does not work, ask us"),
        text=_("Asking us costs nothing, and nobody asks how you vote."),
        facts=facts,
    )


def _head(own: Profile) -> Head:
    head = Head(office=own.name, lines=[own.constituency] if own.constituency else [])
    if own.member_name:
        head["member"] = own.member_name
    return head


def _foot(now: datetime, language: str) -> str:
    day = paper.long_date(day_of(now=now), language)
    return _("As of %(day)s. What holds today stands on the website.") % {"day": day}


def _printed(data: Leaflet, language: str, large_print: bool) -> bytes:
    """Printed once for the same facts: everybody may ask for it, and setting a page is slow."""
    facts = json.dumps([data, language, large_print], sort_keys=True, default=str)
    key = f"leaflet:{hashlib.sha256(facts.encode()).hexdigest()}"
    made = cache.get(key)
    if made is None:
        made = paper.render("leaflet", data, language, large_print=large_print)
        cache.set(key, made, KEPT_SECONDS)
    return made
