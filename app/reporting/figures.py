"""The figures of the summary: what each counts, in words and in SQL (rules.md §3).

A figure is counted over three kinds of facts, each with terms of its own (``terms.py``): a case as it stands, an earlier end
of a case that was reopened since, and a line of a case's log. The same conditions give the count and the rows behind it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy import ColumnElement

from app.decisions.scales import Level
from app.reporting.terms import Case, EarlierEnd, Line
from app.words import Words

Condition = ColumnElement[bool]


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One count. It counts every case, earlier end or log line that fits; ``less`` takes cases away again.

    ``events``: one case may count more than once in a period.
    """

    key: str
    words: Words
    meaning: Words
    case: Callable[[Case], Condition] | None = None
    end: Callable[[EarlierEnd], Condition] | None = None
    less: Callable[[EarlierEnd], Condition] | None = None
    line: Callable[[Line], Condition] | None = None
    events: bool = False


def _ended_at(level: Level, zh: str, en: str) -> Figure:
    return Figure(
        key=f"ended_{level.value}", words=Words(f"{zh}级办结", f"ended at the {en}"), events=True,
        meaning=Words(f"本期化解或终止时由{zh}级办理的件数", f"over in the period while the {en} handled the case"),
        case=lambda c: c.over_in_period & (c.level == level.value), end=lambda e: e.over_in_period & (e.level == level.value))


FIGURES: Mapping[str, Figure] = MappingProxyType({figure.key: figure for figure in (
    Figure(key="opening", words=Words("期初未结", "opening"),
           meaning=Words("本期第一天零时尚未化解或终止的件数", "open when the period began"),
           case=lambda c: c.open_at(c.span.first), less=lambda e: e.covers(e.span.first)),
    Figure(key="found", words=Words("本期新增", "found"),
           meaning=Words("发现日期在本期内的件数；补登的计入发现当月", "found in the period, whenever they were entered"),
           case=lambda c: c.found_in_period),
    Figure(key="reopened", words=Words("重启", "reopened"), events=True,
           meaning=Words("本期内重启（反复等）的件次", "reopenings in the period"),
           end=lambda e: e.back_in_period),
    Figure(key="resolved", words=Words("化解", "resolved"), events=True,
           meaning=Words("化解日期在本期内的件次", "resolutions with their day in the period"),
           case=lambda c: c.resolved_in_period, end=lambda e: e.over_in_period & e.is_settled),
    Figure(key="ended", words=Words("终止", "ended"), events=True,
           meaning=Words("本期内撤回、移送、转诉讼、转刑事或不成功的件次",
                         "withdrawn, referred, to litigation, became criminal or unsuccessful in the period"),
           case=lambda c: c.ended_in_period, end=lambda e: e.over_in_period & ~e.is_settled),
    Figure(key="still_open", words=Words("期末未结", "still open"),
           meaning=Words("本期结束时（进行中的时段为现在）尚未化解或终止的件数",
                         "open when the period ended, or now where it has not"),
           case=lambda c: c.open_at(c.span.until), less=lambda e: e.covers(e.span.until)),
    Figure(key="closed", words=Words("结案", "closed"), events=True,
           meaning=Words("本期内结案的件次", "closed after resolution in the period"),
           case=lambda c: c.closed_in_period, end=lambda e: e.closed_in_period),
    Figure(key="escalated", words=Words("升级", "escalated"), events=True,
           meaning=Words("本期内办理层级上升的次数", "times that a case rose to a higher level in the period"),
           line=lambda s: s.climbs_in_period),
    Figure(key="overdue", words=Words("超期", "overdue"), events=True,
           meaning=Words("本期内到期而未按时办结的次数", "due days of the period that were missed"),
           case=lambda c: c.due_and_missed, end=lambda e: e.due_and_missed, line=lambda s: s.due_and_missed),
    Figure(key="due", words=Words("应办结", "due"), events=True,
           meaning=Words("本期内到期的次数；到期前终止的不计",
                         "due days of the period that have come; not those of cases ended before"),
           case=lambda c: c.due_in_period, end=lambda e: e.due_in_period, line=lambda s: s.due_in_period),
    Figure(key="on_time", words=Words("按时办结", "on time"), events=True,
           meaning=Words("本期内到期且在到期日前化解的次数", "due days of the period by which the case was resolved"),
           case=lambda c: c.due_and_met, end=lambda e: e.due_and_met, line=lambda s: s.due_and_met),
    Figure(key="asked", words=Words("应化解", "to be resolved"),
           meaning=Words("本期新增，扣除期末前撤回的件数", "found in the period and not withdrawn by its end"),
           case=lambda c: c.found_in_period & ~c.is_withdrawn,
           less=lambda e: e.found_in_period & e.covers(e.span.until) & e.is_withdrawn),
    Figure(key="settled", words=Words("其中已化解", "of these resolved"),
           meaning=Words("本期新增，期末已化解（成功或部分成功）的件数",
                         "found in the period and resolved by its end, fully or in part"),
           case=lambda c: c.found_in_period & c.is_settled,
           end=lambda e: e.found_in_period & e.covers(e.span.until) & e.is_settled),
    Figure(key="asked_year", words=Words("年初以来应化解", "to be resolved, year to date"),
           meaning=Words("年初至期末新增，扣除期末前撤回的件数",
                         "found from 1 January to the period's end and not withdrawn by it"),
           case=lambda c: c.found_this_year & ~c.is_withdrawn,
           less=lambda e: e.found_this_year & e.covers(e.span.until) & e.is_withdrawn),
    Figure(key="settled_year", words=Words("年初以来已化解", "resolved, year to date"),
           meaning=Words("年初至期末新增，期末已化解的件数", "found from 1 January and resolved by the period's end"),
           case=lambda c: c.found_this_year & c.is_settled,
           end=lambda e: e.found_this_year & e.covers(e.span.until) & e.is_settled),
    Figure(key="mediated", words=Words("调处", "mediated"),
           meaning=Words("本期新增，期末前调解已有结果（成功、部分成功或不成功）的件数",
                         "found in the period, its mediation with a result by the end: successful, in part, or not"),
           case=lambda c: c.found_in_period & c.is_mediated,
           end=lambda e: e.found_in_period & e.covers(e.span.until) & e.is_mediated),
    Figure(key="succeeded", words=Words("调处成功", "mediated successfully"),
           meaning=Words("本期新增，期末前调解成功的件数", "found in the period and successfully mediated by its end"),
           case=lambda c: c.found_in_period & c.is_success,
           end=lambda e: e.found_in_period & e.covers(e.span.until) & e.is_success),
    _ended_at(Level.GRID, "网格", "grid"),
    _ended_at(Level.VILLAGE, "村", "village"),
    _ended_at(Level.TOWN, "镇", "town"),
    _ended_at(Level.COUNTY, "县", "county"),
)})

KEYS = tuple(FIGURES)
POSITION: Mapping[str, int] = MappingProxyType({key: number for number, key in enumerate(KEYS)})

#: What stands in a line of the summary; opening + found + reopened = resolved + ended + still open.
FLOW = ("opening", "found", "reopened", "resolved", "ended", "still_open")
BESIDE = ("closed", "escalated", "overdue")
ENDED_AT = tuple(f"ended_{level.value}" for level in Level)


@dataclass(frozen=True, kw_only=True)
class RateOf:
    """A rate of two figures. What it aims at stands in schema/policies/targets.yaml."""

    key: str
    words: Words
    meaning: Words
    numerator: str
    denominator: str


def _rates(rates: Iterable[RateOf]) -> Mapping[str, RateOf]:
    return MappingProxyType({rate.key: rate for rate in rates})


RATES = _rates((
    RateOf(key="resolution", words=Words("化解率", "resolution rate"), numerator="settled", denominator="asked",
           meaning=Words("本期新增中期末已化解（成功或部分成功）的 ÷ 本期新增，撤回与作废除外",
                         "of the cases found in the period, those resolved by its end; withdrawn and void ones left out")),
    RateOf(key="resolution_year", words=Words("年度累计化解率", "resolution rate, year to date"), numerator="settled_year",
           denominator="asked_year",
           meaning=Words("年初至期末新增中期末已化解的 ÷ 年初至期末新增，撤回与作废除外",
                         "the same for all found since 1 January")),
    RateOf(key="on_time", words=Words("按时办结率", "on-time rate"), numerator="on_time", denominator="due",
           meaning=Words("在到期日前化解的 ÷ 本期内到期的（次）；每超期升级一次即有一个新的到期日",
                         "resolved by the due day, of the due days in the period; each overdue step brings another")),
    RateOf(key="mediation", words=Words("调处率", "mediation rate"), numerator="mediated", denominator="found",
           meaning=Words("调处 ÷ 本期新增（省排查情况表）", "mediated ÷ found (Sichuan return)")),
    RateOf(key="success", words=Words("成功率", "success rate"), numerator="succeeded", denominator="mediated",
           meaning=Words("调处成功 ÷ 调处（省排查情况表）", "successful ÷ mediated (Sichuan return)")),
))
