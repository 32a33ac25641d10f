"""What a demonstration office shows of its work: agenda, parliament, projects, accounts."""

from __future__ import annotations

import tomllib
import uuid
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from importlib.resources import files
from typing import Any

from wagtail.models import Locale

from baraza.base.accounts.models import User
from baraza.base.agenda.actions import (
    AboutPledge,
    describe_priority,
    note_change,
    save_pledge,
    translate_topics,
)
from baraza.base.agenda.models import Position, Priority, Stage, Topic
from baraza.base.people.models import Organisation
from baraza.base.places.models import Area
from baraza.engagement.consultations.actions.keeping import (
    AboutBill,
    AboutCommittee,
    AboutVote,
    Role,
    add_step,
    save_bill,
    save_committee,
    save_role,
    save_vote,
)
from baraza.engagement.consultations.models import Bill, BillStage
from baraza.engagement.outreach.actions.accounts import (
    AboutAccount,
    AboutImpostor,
    save_account,
    save_impostor,
)
from baraza.engagement.outreach.models import ApprovalRule, ImpostorOutcome, Network
from baraza.engagement.projects import actions as projects
from baraza.engagement.projects.models import Status
from baraza.flows.demo.content import OfficeContent

_DATA = files(__package__) / "data"


def fill_facts(content: OfficeContent, now: datetime) -> None:
    """From ``data/<slug>/website_facts.toml``, and the priorities' and topics' words in all
    languages."""
    text = (_DATA / content.slug / "website_facts.toml").read_text(encoding="utf-8")
    _Filling(content, now).fill(tomllib.loads(text))


class _Filling:
    def __init__(self, content: OfficeContent, now: datetime) -> None:
        self.content = content
        self.now = now
        self.first = content.languages[0]
        by_name = {topic.name: topic for topic in Topic.objects.all()}
        self.topics = {one.key: by_name[one.name[self.first]] for one in content.topics}
        named = {one.name: one for one in Priority.objects.all()}
        self.priorities = {one.key: named[one.title[self.first]] for one in content.priorities}
        self.areas = {area.code: area for area in Area.objects.exclude(code="")}
        self.staff = {one.key: one.email for one in content.staff}

    def fill(self, told: Mapping[str, list[dict[str, Any]]]) -> None:
        self._agenda(told)
        bills = {one["key"]: self._bill(one) for one in told.get("bills", [])}
        for one in told.get("votes", []):
            self._vote(one, bills)
        for one in told.get("committees", []):
            self._committee(one)
        for one in told.get("projects", []):
            self._project(one)
        for one in told.get("accounts", []):
            self._account(one)
        for one in told.get("impostors", []):
            self._impostor(one)
        for one in told.get("positions", []):
            self._position(one)

    def _agenda(self, told: Mapping[str, list[dict[str, Any]]]) -> None:
        for one in self.content.priorities:
            words = {"name": one.title, "why": one.why}
            describe_priority(
                priority=self.priorities[one.key],
                name=one.title[self.first],
                why=one.why[self.first],
                is_public=True,
                translations=self._turned(words),
            )
        names = {
            self.topics[one.key].pk: {
                code: name for code, name in one.name.items() if code != self.first
            }
            for one in self.content.topics
        }
        translate_topics(names=names, by=None)
        for one in told.get("pledges", []):
            about = AboutPledge(
                words=one["words"][self.first],
                said_where=one["said_where"],
                made_date=self._day(one["days_ago"]),
                translations=self._turned({"words": one["words"]}),
            )
            save_pledge(priority=self.priorities[one["priority"]], about=about, by=None)
        for one in told.get("changes", []):
            note_change(
                priority=self.priorities[one["priority"]],
                words=one["words"][self.first],
                translations=self._turned({"words": one["words"]}),
                stage=Stage(one["stage"]),
                by=None,
                now=self.now - timedelta(days=one["days_ago"]),
            )

    def _bill(self, one: dict[str, Any]) -> Bill:
        words = {name: one.get(name, {}) for name in ("title", "summary", "view")}
        bill = save_bill(
            about=AboutBill(
                **self._own(words),
                number=one["number"],
                topic=self.topics[one["topic"]],
                part=one["part"],
                text_address=one.get("text", ""),
                translations=self._turned(words),
            ),
            by=None,
            now=self.now,
        )
        for step in one["steps"]:
            note = step.get("note", {})
            add_step(
                bill=bill,
                stage=BillStage(step["stage"]),
                happened_date=self._day(step["days_ago"]),
                note=note.get(self.first, ""),
                translations=self._turned({"note": note}),
                by=None,
                now=self._at(step["days_ago"]),
            )
        return bill

    def _vote(self, one: dict[str, Any], bills: Mapping[str, Bill]) -> None:
        words = {name: one.get(name, {}) for name in ("title", "explanation")}
        about = AboutVote(
            **self._own(words),
            held_date=self._day(one["days_ago"]),
            bill=bills.get(one.get("bill", "")),
            topic=self.topics[one["topic"]],
            option=one["option"],
            result=one["result"],
            counts=one["counts"],
            translations=self._turned(words),
        )
        save_vote(about=about, by=None, now=self.now)

    def _committee(self, one: dict[str, Any]) -> None:
        words = {name: one[name] for name in ("name", "what_for")}
        about = AboutCommittee(**self._own(words), translations=self._turned(words))
        committee = save_committee(about=about, by=None, now=self.now)
        for each in one["roles"]:
            until = each.get("until_days_ago")
            role = Role(
                role=each.get("role", {}).get(self.first, ""),
                began_date=self._day(each["days_ago"]),
                ended_date=self._day(until) if until else None,
                translations=self._turned({"role": each.get("role", {})}),
            )
            save_role(committee=committee, role=role, by=None, now=self.now)

    def _project(self, one: dict[str, Any]) -> None:
        words = {name: one[name] for name in ("name", "what")}
        project = projects.save_project(
            about=projects.AboutProject(
                **self._own(words),
                area=self.areas[one["area"]],
                topic=self.topics[one["topic"]],
                body=Organisation.objects.filter(name=one.get("body", "")).first(),
                source=one["source"],
                source_name=one.get("source_name", ""),
                amount=Decimal(one["amount"]),
                currency=one["currency"],
                began_date=self._day(one["began"]) if "began" in one else None,
                due_date=self._day(one["due"]) if "due" in one else None,
                translations=self._turned(words),
            ),
            by=None,
            now=self.now,
        )
        for paid in one.get("payments", []):
            projects.add_payment(
                project=project,
                paid_date=self._day(paid["days_ago"]),
                amount=Decimal(paid["amount"]),
                what_for=paid["what_for"][self.first],
                translations=self._turned({"what_for": paid["what_for"]}),
                payee=paid.get("payee", ""),
                by=None,
                now=self._at(paid["days_ago"]),
            )
        for step in one["steps"]:
            note = step.get("note", {})
            projects.add_step(
                project=project,
                status=Status(step["status"]),
                happened_date=self._day(step["days_ago"]),
                note=note.get(self.first, ""),
                translations=self._turned({"note": note}),
                by=None,
                now=self._at(step["days_ago"]),
            )

    def _account(self, one: dict[str, Any]) -> None:
        emails = [self.staff[key] for key in one["managers"]]
        about = AboutAccount(
            network=Network(one["network"]),
            name=one["name"],
            address=one["address"],
            run_by=one["run_by"][self.first],
            managers=list(User.objects.filter(email__in=emails)),
            is_verified=one.get("verified", False),
            has_two_factor=True,
            approval=ApprovalRule(one.get("approval", ApprovalRule.CHIEF)),
            translations=self._turned({"run_by": one["run_by"]}),
        )
        save_account(about=about, by=None, now=self.now)

    def _impostor(self, one: dict[str, Any]) -> None:
        about = AboutImpostor(
            network=Network(one["network"]),
            name=one["name"],
            address=one["address"],
            seen_date=self._day(one["days_ago"]),
            reported_date=self._day(one["reported_days_ago"]),
            outcome=ImpostorOutcome(one["outcome"]),
            note=one["note"],
            warns=True,
            warning=one["warning"][self.first],
            translations=self._turned({"warning": one["warning"]}),
        )
        save_impostor(about=about, by=None, now=self.now)

    def _position(self, one: dict[str, Any]) -> None:
        key = uuid.uuid4()
        for locale in Locale.objects.filter(language_code__in=one["title"]):
            code = locale.language_code
            position = Position(
                locale=locale,
                translation_key=key,
                slug=one["slug"],
                topic=self.topics[one["topic"]],
                **{name: one[name][code] for name in ("title", "summary", "other_views")},
                live=False,
            )
            position.save()
            position.save_revision().publish()

    def _own(self, words: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
        return {name: said.get(self.first, "") for name, said in words.items()}

    def _turned(self, words: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
        """Field → language → words, as language → field → words; the first language left out."""
        turned: dict[str, dict[str, str]] = {}
        for name, said in words.items():
            for code, text in said.items():
                if code != self.first:
                    turned.setdefault(code, {})[name] = text
        return turned

    def _at(self, days_ago: int) -> datetime:
        return self.now - timedelta(days=days_ago)

    def _day(self, days_ago: int) -> date:
        return self._at(days_ago).date()
