"""Figures of policies in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from app.decisions.policies import OURS
from app.decisions.policy_changes import Difference, Path
from app.policies.figures import PolicyFigure
from app.policies.words import COLOUR_WORDS, LEADER_WORDS, LEVEL_WORDS
from app.records.site import Work
from app.words import Words

_CHOICES: Mapping[str, Mapping[str, Words]] = {"colour": COLOUR_WORDS, "level": LEVEL_WORDS, "leader": LEADER_WORDS}

_CATEGORIES, _FUNCTIONS = "dispute_category", "department_function"


class Worded:
    """The words of one policy's figures, in the language of the work."""

    def __init__(self, doing: Work, causes: Mapping[str, Words]) -> None:
        self.doing, self.language, self.causes = doing, doing.language, causes
        self.terms = doing.site.terms(doing.session)

    def label(self, figure: PolicyFigure) -> str:
        """What a figure is called; a category by its term."""
        if figure.kind == "function" and _CATEGORIES in self.terms:
            return self.terms[_CATEGORIES].label(figure.path[-1], self.language)
        return figure.label.to(self.language)

    def value(self, figure: PolicyFigure) -> str:
        """A figure as people read it."""
        return self.said(figure.kind, figure.value, figure.path)

    def said(self, kind: str, value: Any, path: Path = ()) -> str:
        """A value of a kind of figure."""
        if value is None or value == ():
            return "—"
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        if kind == "function":
            return self.function(value) if value else self.by_vocabulary(path[-1])
        if kind in ("causes", "functions"):
            return "、".join(self.one(kind, each) for each in value)
        if kind in _CHOICES:
            words = _CHOICES[kind].get(value)
            return words.to(self.language) if words else str(value)
        return "、".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)

    def one(self, kind: str, key: str) -> str:
        """One of several."""
        if kind == "functions":
            return self.function(key)
        return self.causes[key].to(self.language) if key in self.causes else key

    def function(self, key: str) -> str:
        """A function of departments."""
        return self.terms[_FUNCTIONS].label(key, self.language) if _FUNCTIONS in self.terms else key

    def functions(self) -> list[tuple[str, str]]:
        """The functions that may be chosen."""
        return self.terms[_FUNCTIONS].items(self.language) if _FUNCTIONS in self.terms else []

    def by_vocabulary(self, category: str) -> str:
        """The function that the vocabulary names for a category."""
        named = self.terms[_CATEGORIES].attribute(category, "function") if _CATEGORIES in self.terms else None
        return _("as in the vocabulary: %(function)s", function=self.function(named) if named else "—")

    def source(self, figure: PolicyFigure, raw: Mapping[str, Any]) -> str:
        """Where a figure comes from; ours with the sign ◇."""
        words = (raw.get("sources") or {}).get(figure.source)
        text = words[self.language] if isinstance(words, Mapping) else figure.source
        return f"◇ {text}" if figure.source == OURS and not text.startswith("◇") else text

    # -- differences -----------------------------------------------------------------------------

    def differences(self, found: Iterable[Difference], *known: Sequence[PolicyFigure]) -> Iterator[tuple[str, str, str]]:
        """Label, value before and after of each difference. ``known``: the figures of the versions."""
        by_path = {figure.path: figure for figures in known for figure in figures}
        told = set()
        for each in found:
            above = (each.path[:end] for end in range(len(each.path), 0, -1))
            figure = next((by_path[path] for path in above if path in by_path), None)
            if figure is None:
                yield " · ".join(each.path), self.said("", _plain(each.before)), self.said("", _plain(each.after))
            elif figure.kind in ("whole", "number", "yes_no", "colour", "level", "leader") and figure.path == each.path:
                yield self._headed(figure), self.said(figure.kind, each.before), self.said(figure.kind, each.after)
            elif figure.path not in told:
                told.add(figure.path)
                sides = [next((one for one in figures if one.path == figure.path), None) for figures in known]
                before, after = (self.value(side) if side else "—" for side in (sides[0], sides[-1]))
                yield self._headed(figure), before, after

    def _headed(self, figure: PolicyFigure) -> str:
        group = figure.group.to(self.language)
        return f"{group} · {self.label(figure)}" if group else self.label(figure)


def _plain(value: Any) -> Any:
    return "…" if isinstance(value, Mapping) else value
