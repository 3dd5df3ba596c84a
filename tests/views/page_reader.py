"""Reads a page as its parts: elements with their attributes, in order."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser

from app.serving.stylesheets import FOLDER, as_sent

#: Data, which a browser does not run.
DATA_SCRIPTS = frozenset({"application/json"})
BOOTSTRAP_3 = frozenset(
    """well well-sm well-lg panel panel-default panel-primary panel-heading panel-body panel-title panel-group
    pull-right pull-left btn-default btn-xs btn-block glyphicon img-responsive img-rounded navbar-toggle navbar-header
    navbar-default input-group-addon help-block control-label control-group col-xs-12 hidden-xs visible-xs
    label-default dl-horizontal table-condensed thumbnail caret divider fa fa-user fa-edit fa-trash icon-bar in
    accordion-toggle""".split()  # noqa: SIM905  # a list of forty words is easier to read so
)
VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())  # noqa: SIM905


@dataclass(frozen=True)
class Element:
    """An element with its attributes."""

    name: str
    attributes: dict[str, str]

    @property
    def classes(self) -> set[str]:
        """Its classes."""
        return set(self.attributes.get("class", "").split())


@dataclass
class Page(HTMLParser):
    """What a page consists of. ``scripts`` are texts inside <script> that a browser would run."""

    html: str
    elements: list[Element] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    unclosed: list[str] = field(default_factory=list)
    text: str = ""
    unnamed: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._open: list[str] = []
        self._runs = False
        self._controls: list[Element] = []
        self.feed(self.html)
        self.unclosed += self._open
        labelled = {element.attributes.get("for") for element in self.all("label")}
        self.unnamed = [each.attributes.get("name", each.name)
                        for each in self._controls if each.attributes.get("id") not in labelled]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.elements.append(Element(tag, attributes))
        self._note_control(self.elements[-1])
        if tag not in VOID:
            self._open.append(tag)
        self._runs = tag == "script" and attributes.get("type") not in DATA_SCRIPTS

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, {name: value or "" for name, value in attrs}))

    def _note_control(self, element: Element) -> None:
        """Keep a control that nothing but a <label for> can name."""
        typed = element.name in ("select", "textarea") or (
            element.name == "input" and element.attributes.get("type", "text") not in ("hidden", "submit", "button", "image")
        )
        if typed and "label" not in self._open and not {"aria-label", "aria-labelledby"} & element.attributes.keys():
            self._controls.append(element)

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1] == tag:
            self._open.pop()
        else:
            self.unclosed.append(f"/{tag}")
        self._runs = False

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._runs and data.strip():
            self.scripts.append(data.strip())

    def all(self, name: str) -> list[Element]:
        """The elements of this name."""
        return [element for element in self.elements if element.name == name]


@cache
def not_sent() -> frozenset[str]:
    """The classes of Bootstrap that app.serving.stylesheets leaves out, since no page should need them."""
    name = "vendor/bootstrap/bootstrap.min.css"
    if not (FOLDER / "static" / name).exists():
        return frozenset()
    whole = (FOLDER / "static" / name).read_bytes()
    known, sent = (frozenset(re.findall(r"\.([A-Za-z][\w-]*)", css.decode())) for css in (whole, as_sent(name, whole)))
    return known - sent


def faults_of(page: Page) -> list[str]:
    """What no page of ours may have: Bootstrap 3, inline scripts and styles, addresses elsewhere, doubled ids, loose ends,
    controls without a name."""
    found = [f"inline script {text[:40]}" for text in page.scripts]
    found += [f"loose <{name}>" for name in page.unclosed]
    found += [f"control {name} without a name" for name in page.unnamed]
    seen: set[str] = set()
    for element in page.elements:
        found += [f"Bootstrap 3 class {name}" for name in sorted(element.classes & BOOTSTRAP_3)]
        found += [f"class {name}, whose rules are not sent" for name in sorted(element.classes & not_sent())]
        found += [f"attribute {name}" for name in element.attributes if name == "style" or name.startswith("on")]
        found += [f"address {value}" for name, value in element.attributes.items() if _leaves(name, value)]
        identity = element.attributes.get("id")
        if identity is not None:
            found += [f"id {identity} twice"] if identity in seen else []
            seen.add(identity)
    return found + [
        f"<{element.name}>" for element in page.elements if element.name in ("style", "iframe", "center", "font")
    ]


def _leaves(name: str, value: str) -> bool:
    return name in ("href", "src", "action", "srcset", "poster", "data") and value.lower().startswith(
        ("http:", "https:", "//", "javascript:")
    )
