"""What is read from Lighthouse's reports, and what is asked for."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bench.pairs import table

#: The least score of each category.
LEAST = {"accessibility": 0.98, "best-practices": 0.95, "performance": 0.9}

#: Lighthouse's names of what is timed, and ours.
_TIMES = {"first-contentful-paint": "first paint s", "largest-contentful-paint": "largest paint s",
          "total-blocking-time": "blocked s"}
_SHIFT, _WEIGHT = "cumulative-layout-shift", "total-byte-weight"

HEADINGS = ("page", *LEAST, "of runs", *_TIMES.values(), "shift", "kB")


@dataclass(frozen=True)
class Run:
    """One report: scores from 0 to 1, figures in Lighthouse's units (ms, bytes), and the audits that cost points."""

    scores: Mapping[str, float]
    figures: Mapping[str, float]
    faults: Sequence[str]


def read_report(report: Mapping[str, Any]) -> Run:
    """A report of the JSON kind. A category without a score counts as nothing."""
    categories, audits = report["categories"], report["audits"]
    scores = {name: float(categories[name]["score"] or 0) for name in LEAST}
    figures = {name: float(audits[name].get("numericValue") or 0) for name in (*_TIMES, _SHIFT, _WEIGHT)}
    return Run(scores, figures, tuple(_faults(categories, audits)))


def _faults(categories: Mapping[str, Any], audits: Mapping[str, Any]) -> list[str]:
    refs = [(name, ref["id"]) for name in LEAST for ref in categories[name]["auditRefs"] if ref["weight"]]
    return [f"{name}: {audits[key]['title']} ({key})" for name, key in refs if (audits[key].get("score") or 0) < 0.9
            and audits[key]["scoreDisplayMode"] in ("binary", "numeric", "error")]


@dataclass(frozen=True)
class Page:
    """The runs of one page."""

    name: str
    runs: Sequence[Run]

    def score(self, category: str) -> float:
        """The median of performance, into which the machine's load goes; the worst of the others."""
        of_runs = [run.scores[category] for run in self.runs]
        return statistics.median(of_runs) if category == "performance" else min(of_runs)

    @property
    def misses(self) -> list[str]:
        """The categories whose score is too low."""
        return [category for category, least in LEAST.items() if self.score(category) < least]

    def line(self) -> tuple[str, ...]:
        """The values below ``HEADINGS``; figures are medians."""
        spread = " ".join(f"{run.scores['performance']:.2f}" for run in self.runs)
        times = (f"{self._median(name) / 1000:.2f}" for name in _TIMES)
        return (self.name, *(f"{self.score(category):.2f}" for category in LEAST), spread, *times,
                f"{self._median(_SHIFT):.3f}", f"{self._median(_WEIGHT) / 1000:.0f}")

    def _median(self, figure: str) -> float:
        return statistics.median(run.figures[figure] for run in self.runs)


def as_text(pages: Sequence[Page]) -> str:
    """The table, what is too low, and what costs points."""
    low = [f"{page.name}: {category} is below {LEAST[category]}" for page in pages for category in page.misses]
    faults = dict.fromkeys(f"{page.name}: {fault}" for page in pages for run in page.runs for fault in run.faults)
    return "\n".join([table([HEADINGS, *(page.line() for page in pages)]), *faults, *low])
