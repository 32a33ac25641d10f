"""The pictures of one period with their tables, as the page, a file or a spreadsheet takes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.utils.translation import get_language_bidi, ngettext
from django.utils.translation import gettext as _

from baraza.base.accounts.models import User
from baraza.base.agenda.models import Topic
from baraza.base.channels.models import Channel
from baraza.base.places.models import Area
from baraza.common.charts import Bar, bars_svg, columns_svg
from baraza.dialogue.inputs.models import Stance
from baraza.insight import findings
from baraza.insight.answered import answer_times
from baraza.insight.findings import amount
from baraza.insight.letters import NOT_KNOWN, Counted
from baraza.insight.periods import Period, Step
from baraza.insight.said import Row, Said, what_was_said
from baraza.insight.weekly import Weekly
from baraza.web.desk.setup.forms import language_name

MOST_BARS = 8


@dataclass(frozen=True, slots=True)
class Cell:
    """A number as it is written; `asks` is the question that leads to just these letters."""

    value: str
    asks: str = ""


@dataclass(frozen=True, slots=True)
class Cells:
    """A row of a table."""

    name: str
    values: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture with the finding as its title, what it measures, and its table."""

    name: str
    finding: str
    measure: str
    svg: str
    columns: Sequence[str]
    rows: Sequence[Cells]

    @property
    def has_nothing(self) -> bool:
        return not self.rows


def figures_of(*, user: User, period: Period) -> tuple[Said, list[Figure]]:
    """What came in, and a picture of each side of it; one with nothing to show is left out."""
    said = what_was_said(user=user, period=period)
    found = [_over_time(said), _topics(said), _channels(said)]
    found += [_times(user, period), _sides(said), _languages(said)]
    return said, [figure for figure in found if not figure.has_nothing]


def _number(count: int, first: date, last: date, **narrowed: str) -> Cell:
    """A number that opens the letters of these days, narrowed to those it counts."""
    days = {"first": first.isoformat(), "last": last.isoformat()}
    return Cell(amount(count), urlencode(days | narrowed) if count else "")


def _counted(period: Period, count: int, **narrowed: str) -> Cell:
    return _number(count, period.first, period.last, **narrowed)


def _over_time(said: Said) -> Figure:
    period = said.period
    measure = {
        Step.DAY: _("Letters a day"),
        Step.WEEK: _("Letters a week"),
        Step.MONTH: _("Letters a month"),
    }[period.step]
    said_day = findings.month_said if period.step == Step.MONTH else findings.day_said
    return Figure(
        name="time",
        finding=findings.of_total(said),
        measure=measure,
        svg=columns_svg(
            [(said_day(first), count) for first, _last, count in said.steps],
            is_rtl=get_language_bidi(),
        )
        if said.total
        else "",
        columns=[_("From"), _("Letters")],
        rows=[
            Cells(said_day(first), [_number(count, first, last)])
            for first, last, count in said.steps
        ]
        if said.total
        else [],
    )


def _topics(said: Said) -> Figure:
    return _compared(
        said,
        name="topics",
        finding=findings.of_topics(said),
        measure=_("Letters by topic; the line is the time before"),
        heading=_("Topic"),
        rows=[(row, row.label or _("No topic yet")) for row in said.topics],
        filters="topic",
    )


def _channels(said: Said) -> Figure:
    return _compared(
        said,
        name="channels",
        finding=findings.of_channels(said),
        measure=_("Letters by the way they came; the line is the time before"),
        heading=_("Channel"),
        rows=[(row, row.label) for row in said.channels],
        filters="channel",
    )


def _languages(said: Said) -> Figure:
    named = [(row, language_name(row.key) if row.key else _("Not known")) for row in said.languages]
    count = sum(1 for row, _name in named if row.key and row.now)
    return _compared(
        said,
        name="languages",
        finding=ngettext(
            "People wrote in %(count)s language", "People wrote in %(count)s languages", count
        )
        % {"count": count},
        measure=_("Letters by language; the line is the time before"),
        heading=_("Language"),
        rows=named,
        filters="language",
    )


def _compared(
    said: Said,
    *,
    name: str,
    finding: str,
    measure: str,
    heading: str,
    rows: Sequence[tuple[Row, str]],
    filters: str,
) -> Figure:
    bars = [
        Bar(
            label=label,
            value=row.now,
            said=amount(row.now),
            mark=row.before if row.before and said.is_comparable else None,
        )
        for row, label in rows[:MOST_BARS]
    ]
    return Figure(
        name=name,
        finding=finding,
        measure=measure,
        svg=bars_svg(bars, is_rtl=get_language_bidi()),
        columns=[heading, _("Letters"), _("Before"), _("Change")],
        rows=[
            Cells(
                label,
                [
                    _counted(said.period, row.now, **{filters: row.key or NOT_KNOWN}),
                    _counted(said.period.before, row.before, **{filters: row.key or NOT_KNOWN}),
                    Cell(_percent(row.change if said.is_comparable else None)),
                ],
            )
            for row, label in rows
        ],
    )


def _times(user: User, period: Period) -> Figure:
    times = answer_times(user=user, period=period)
    groups = [
        (
            _group_name(start, end),
            count,
            {"more_than": str(start)} | ({} if end is None else {"at_most": str(end)}),
        )
        for start, end, count in times.groups
    ]
    measure = _("Answers by working days until they left")
    if times.count:
        measure = _(
            "%(measure)s. In time: %(percent)s %%. Nine of ten left within %(days)s days."
        ) % {"measure": measure, "percent": times.in_time_percent, "days": times.ninth_of_ten}
    return Figure(
        name="answers",
        finding=findings.of_times(times),
        measure=measure,
        svg=bars_svg(
            [Bar(label, count, amount(count)) for label, count, _took in groups],
            is_rtl=get_language_bidi(),
        )
        if times.count
        else "",
        columns=[_("Working days"), _("Answers")],
        rows=[Cells(label, [_counted(period, count, **took)]) for label, count, took in groups]
        if times.count
        else [],
    )


def _sides(said: Said) -> Figure:
    largest = said.sides[0] if said.sides else None
    finding = ""
    if largest:
        leans = {
            True: _("More spoke for it than against: %(topic)s"),
            False: _("More spoke against it than for: %(topic)s"),
        }
        balanced = _("As many spoke for it as against: %(topic)s")
        words = (
            balanced
            if largest.for_it == largest.against
            else leans[largest.for_it > largest.against]
        )
        finding = words % {"topic": largest.topic}
    return Figure(
        name="sides",
        finding=finding,
        measure=_("For and against, where the writer said so"),
        svg="",
        columns=[_("Topic"), _("For"), _("Against"), _("Both")],
        rows=[
            Cells(
                side.topic,
                [
                    _counted(said.period, count, topic=str(side.topic_id), stance=stance)
                    for stance, count in (
                        (Stance.FOR, side.for_it),
                        (Stance.AGAINST, side.against),
                        (Stance.MIXED, side.mixed),
                    )
                ],
            )
            for side in said.sides
        ],
    )


def _group_name(start: int, end: int | None) -> str:
    if end == 0:
        return _("The same day")
    if end is None:
        return _("More than %(days)s") % {"days": start}
    if end == start + 1:
        return str(end)
    return f"{start + 1}–{end}"


def _percent(change: int | None) -> str:
    if change is None:
        return "–"
    return f"{change:+} %".replace("-", "−")


def trend_rows(weekly: Weekly) -> list[Cells]:
    """The last weeks as a table."""
    return [
        Cells(findings.day_said(first), [_number(count, first, last)])
        for first, last, count in weekly.trend
    ]


def said_of(asked: Counted) -> list[str]:
    """Which letters are counted, in words, apart from the days."""
    said = []
    if asked.topic:
        topic = Topic.objects.filter(pk=asked.topic).first()
        said.append(topic.said("name") if topic else _("No topic yet"))
    if asked.channel:
        said.append(str(Channel(asked.channel).label))
    if asked.language:
        is_known = asked.language != NOT_KNOWN
        said.append(language_name(asked.language) if is_known else _("Language not known"))
    if asked.stance:
        said.append(str(Stance(asked.stance).label))
    if asked.area_id is not None:
        area = Area.objects.filter(pk=asked.area_id).first()
        said.append(area.name if area else _("Unknown place"))
    if asked.took is not None:
        more_than, at_most = asked.took
        groups = _("Answered, working days: %(days)s") % {"days": _group_name(more_than, at_most)}
        said.append(_("Answered in these days") if (more_than, at_most) == (-1, None) else groups)
    return said


def table_of(figure: Figure) -> Iterator[Sequence[str]]:
    """Heading and rows, for a spreadsheet."""
    yield figure.columns
    for row in figure.rows:
        yield [row.name, *(cell.value for cell in row.values)]
