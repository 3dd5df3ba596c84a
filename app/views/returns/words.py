"""States, kinds and figures of returns in words, and the tones that stand beside the words."""

from __future__ import annotations

from collections.abc import Mapping

from app.decisions.return_sheet import BAND_WORDS, COUNT_WORDS
from app.decisions.return_states import RETURN_WORDS, ReturnState
from app.records.site import Work
from app.reporting.figures import FIGURES
from app.reporting.returns.sheet import SPOT_WORDS, SWEEP_WORDS
from app.views.page.parts import Tone
from app.words import Words

TONES: Mapping[ReturnState, Tone] = {
    ReturnState.NOT_DUE: "plain", ReturnState.TO_DO: "info", ReturnState.ON_TIME: "success", ReturnState.LATE: "warning",
    ReturnState.MISSING: "danger", ReturnState.SENT_BACK: "warning", ReturnState.ZERO: "success"}

IN_ALL, MAJOR = Words("总况", "in all"), Words("重大矛盾纠纷", "major disputes")


def state_words(doing: Work, state: ReturnState) -> str:
    """按时, 迟报 …"""
    return RETURN_WORDS[state].to(doing.language)


def kind_words(doing: Work, key: str) -> str:
    """The kind of a return."""
    terms = doing.site.terms(doing.session).get("return_kind")
    return terms.label(key, doing.language) if terms else key


def line_words(doing: Work, line: str) -> str:
    """A line of the form: 总况, a type, a band, 重大."""
    name, _, key = line.partition(".")
    if name == "type":
        return doing.site.definition.vocabularies["form_type"].terms[key].words.to(doing.language)
    words = {"people": BAND_WORDS.get(key), "all": IN_ALL, "major": MAJOR}.get(name)
    return words.to(doing.language) if words else line


def figure_words(doing: Work, key: str) -> str:
    """What a figure is called."""
    if key in SPOT_WORDS:
        return SPOT_WORDS[key].to(doing.language)
    name, _, rest = key.partition(".")
    if name == "flow" and rest in FIGURES:
        return FIGURES[rest].words.to(doing.language)
    if name == "sweeps":
        return SWEEP_WORDS.to(doing.language)
    line, _, count = key.rpartition(".")
    return f"{line_words(doing, line)} · {COUNT_WORDS[count].to(doing.language)}" if count in COUNT_WORDS else key
