"""The scores of `python -m bench lighthouse`: the median of performance, the worst of the rest, and what costs points."""

from __future__ import annotations

from typing import Any

from bench.lighthouse.scores import Page, Run, as_text, read_report


def run(performance: float, accessibility: float = 1.0) -> Run:
    figures = {"first-contentful-paint": 1340.0, "largest-contentful-paint": 2000.0, "total-blocking-time": 12.0,
               "cumulative-layout-shift": 0.024, "total-byte-weight": 76_400.0}
    return Run({"accessibility": accessibility, "best-practices": 1.0, "performance": performance}, figures, ())


def test_one_slow_run_in_three_is_the_machine_and_one_inaccessible_is_the_page() -> None:
    page = Page("list", [run(0.7), run(0.97), run(0.95, accessibility=0.9)])
    assert page.misses == ["accessibility"]
    assert page.line() == ("list", "0.90", "1.00", "0.95", "0.70 0.97 0.95", "1.34", "2.00", "0.01", "0.024", "76")
    assert "list: accessibility is below 0.98" in as_text([page])
    assert Page("list", [run(0.8), run(0.97), run(0.85)]).misses == ["performance"]


def test_a_report_gives_scores_figures_and_faults() -> None:
    def audit(score: float | None, mode: str = "binary", value: float = 0) -> dict[str, Any]:
        return {"score": score, "scoreDisplayMode": mode, "title": "Contrast", "numericValue": value}

    timed = {name: audit(1, "numeric", 5) for name in ("first-contentful-paint", "largest-contentful-paint",
                                                       "total-blocking-time", "cumulative-layout-shift", "total-byte-weight")}
    refs = [{"id": name, "weight": weight} for name, weight in (("contrast", 7), ("name", 7), ("advice", 0), ("off", 1))]
    found = read_report({
        "categories": {name: {"score": score, "auditRefs": refs if score == 0.93 else []}
                       for name, score in (("accessibility", 0.93), ("best-practices", 1), ("performance", None))},
        "audits": {**timed, "contrast": audit(0), "name": audit(1), "advice": audit(0), "off": audit(None, "notApplicable")},
    })
    assert found.scores == {"accessibility": 0.93, "best-practices": 1, "performance": 0}
    assert found.figures["total-byte-weight"] == 5
    assert found.faults == ("accessibility: Contrast (contrast)",)
