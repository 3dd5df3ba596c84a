"""The list of policies, and one version of a policy with all versions."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, pairwise

from flask_babel import gettext as _

from app.decisions.policies import OURS, Policy
from app.decisions.policy_changes import differences
from app.policies.figures import PolicyFigure
from app.policies.proposing import cause_words, figures, newest
from app.records.policy_versions import StoredVersion, Versions
from app.records.site import Work
from app.views import page as pages
from app.views.page.policies import PolicyPage, PolicyPart
from app.views.policies.worded import Worded
from app.views.spoken import local_time

ADDRESS = "/policies/"


def policy_url(key: str, version: str = "") -> str:
    """The page of a policy, or of one version."""
    return f"{ADDRESS}{key}/" + (f"?version={version}" if version else "")


def in_force(versions: Versions, key: str, doing: Work) -> Policy | None:
    """The version of today; before the first one the first."""
    every = versions.of(key)
    begun = [each for each in every if each.is_valid(doing.today)]
    return next(iter((*reversed(begun), *every)), None)


def policy_keys(doing: Work) -> list[str]:
    """The policies that there are, in the order of their files."""
    return list(dict.fromkeys(each.key for each in doing.site.definition.policies.values()))


def policy_table(doing: Work) -> pages.Table:
    """Each policy with what is in force."""
    versions = doing.site.versions(doing.session)
    heads = {"policy": _("Policy"), "since": _("In force since"), "figures": _("Figures"),
             "ours": _("Defaults of this system ◇"), "county": _("Set by the county"), "next": _("Next version from")}
    rows = (_row(doing, versions, each) for key in policy_keys(doing) if (each := in_force(versions, key, doing)))
    return pages.Table(columns=tuple(pages.Column(key=key, label=label) for key, label in heads.items()), rows=tuple(rows),
                       empty=pages.Empty(text=_("No policies are declared.")), numbered_from=None)


def _row(doing: Work, versions: Versions, policy: Policy) -> pages.Row:
    every, later = figures(doing, policy), newest(versions, policy.key)
    following = later.version if later and later.valid_from > doing.today else ""
    counts = (len(every), sum(each.is_default for each in every), sum(each.source.startswith("county_") for each in every))
    return pages.Row(id=policy.key, cells=(
        pages.Cell(kind="main", text=policy.words.to(doing.language), url=policy_url(policy.key)),
        pages.Cell(kind="date", text=policy.version), *(pages.Cell(kind="number", text=str(count)) for count in counts),
        pages.Cell(kind="date", text=following)))


# -- one version -----------------------------------------------------------------------------------


def policy_page(doing: Work, policy: Policy, *, may_edit: bool) -> PolicyPage:
    """A version with its figures and the history of all versions."""
    versions, worded = doing.site.versions(doing.session), Worded(doing, cause_words(doing))
    edit = pages.Act(key="edit", label=_("Change"), url=f"{policy_url(policy.key)}edit", icon="edit", style="main")
    return PolicyPage(
        title=policy.words.to(doing.language), crumbs=(), about=_about(doing, policy),
        parts=tuple(_parts(doing, policy, worded)),
        history=_history(doing, versions, policy.key, worded), notices=tuple(_notices(doing, versions, policy)),
        acts=(edit,) if may_edit else ())


def _about(doing: Work, policy: Policy) -> str:
    return _("The version in force from %(day)s. ◇ marks a default of this system; the county may change every figure.",
             day=policy.version)


def _notices(doing: Work, versions: Versions, policy: Policy) -> Iterator[pages.Notice]:
    today, last = in_force(versions, policy.key, doing), newest(versions, policy.key)
    if today is not None and today is not policy:
        yield pages.Notice(text=_("This is not the version of today; that one is in force from %(day)s.", day=today.version),
                           tone="warning")
    if last is not None and last is not policy and last.valid_from > doing.today:
        yield pages.Notice(text=_("Another version comes into force on %(day)s.", day=last.version))
    if any(not each.fits for each in versions.stored_of(policy.key)):
        yield pages.Notice(text=_("A version stored earlier no longer fits the present files and counts as its file says."),
                           tone="danger")


def _parts(doing: Work, policy: Policy, worded: Worded) -> Iterator[PolicyPart]:
    heads = {"figure": _("Figure"), "value": _("Value"), "source": _("Source")}
    for number, (group, some) in enumerate(groupby(figures(doing, policy), key=lambda each: each.group)):
        rows = tuple(_figure(each, worded, policy) for each in some)
        yield PolicyPart(key=str(number), label=group.to(doing.language) or policy.words.to(doing.language), table=pages.Table(
            columns=tuple(pages.Column(key=key, label=label) for key, label in heads.items()), rows=rows,
            empty=pages.Empty(text=""), numbered_from=None))


def _figure(figure: PolicyFigure, worded: Worded, policy: Policy) -> pages.Row:
    ours = figure.source == OURS
    source = worded.source(figure, policy.raw) if figure.source else ""
    return pages.Row(id=figure.name, cells=(
        pages.Cell(text=worded.label(figure)), pages.Cell(text=worded.value(figure)),
        pages.Cell(kind="choice", text=_("default of this system ◇"), tone="info") if ours else pages.Cell(text=source)))


# -- all versions ----------------------------------------------------------------------------------


def _history(doing: Work, versions: Versions, key: str, worded: Worded) -> pages.Table:
    heads = {"from": _("In force from"), "what": _("Version"), "who": _("Stored by"), "at": _("Stored at"),
             "source": _("Source"), "note": _("Note"), "changes": _("What changed")}
    every = versions.of(key)
    rows = [_version(doing, versions, each, before, worded) for before, each in pairwise((None, *every))]
    return pages.Table(columns=tuple(pages.Column(key=name, label=label) for name, label in heads.items()),
                       rows=(*reversed(rows), *_replaced(versions, key)), empty=pages.Empty(text=_("No versions.")),
                       numbered_from=None)


def _version(doing: Work, versions: Versions, policy: Policy | None, before: Policy | None, worded: Worded) -> pages.Row:
    assert policy is not None
    stored = next((each for each in reversed(versions.stored_of(policy.key)) if each.valid_from == policy.valid_from), None)
    said = "；".join(f"{label}: {was} → {now}" for label, was, now in worded.differences(
        differences(before.raw, policy.raw), figures(doing, before), figures(doing, policy))) if before else ""
    link = pages.Cell(kind="main", text=policy.version, url=policy_url(policy.key, policy.version))
    what = pages.Cell(text=_("Set by the county") if stored else _("File of this system"))
    return pages.Row(id=policy.version, cells=(link, what, *_told(stored), pages.Cell(kind="long", text=said)))


def _told(stored: StoredVersion | None) -> tuple[pages.Cell, ...]:
    texts = (stored.by, local_time(stored.at), stored.source, stored.note) if stored else ("", "", "", "")
    return tuple(pages.Cell(text=text) for text in texts)


def _replaced(versions: Versions, key: str) -> Iterator[pages.Row]:
    """What was stored and replaced before it came into force."""
    mine = versions.stored_of(key)
    for each in reversed(mine):
        if any(other.id > each.id and other.valid_from == each.valid_from for other in mine):
            yield pages.Row(id=str(each.id), cells=(
                pages.Cell(kind="date", text=each.valid_from.isoformat()), pages.Cell(text=_("Replaced before it began")),
                *_told(each), pages.Cell()))
