"""Storing a new version: append-only, in one transaction with its line in the audit log; the second look comes before."""

from __future__ import annotations

from app.access.audit import Event
from app.access.epoch import raise_epoch
from app.access.history import actor_name
from app.access.refusal import Stale
from app.access.viewer import acting
from app.policies.proposing import Proposal, latest_of
from app.problems import problem
from app.records.policy_versions import keep_version
from app.records.site import Work


def store_version(work: Work, proposal: Proposal, *, address: str | None = None) -> None:
    """Write the version; it counts in every process from the commit on. Raises Stale (D431) where somebody was faster."""
    session, models, who = work.session, work.site.models, acting()
    raise_epoch(session, models)  # whoever stores now waits here for who is storing
    key = proposal.policy.key
    if latest_of(work.site.versions(session), key) != proposal.latest:
        raise Stale(problem("D431", policy=proposal.policy.words), 0)
    keep_version(session, models, policy=key, valid_from=proposal.policy.valid_from, base=proposal.base,
                 changes=proposal.changes, source=proposal.source, note=proposal.note, user_id=getattr(who, "user_id", None),
                 user_name=actor_name(who)[:130], at=work.now)
    told = {"policy": key, "from": proposal.policy.version, "changes": len(proposal.differences)}
    work.site.audit.write_within(session, Event(event="policy", at=work.now, door=work.door, purpose=proposal.source,
                                                detail=told, address=address), who)
