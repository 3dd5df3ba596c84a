"""What people write beside an act (words/sayings.toml)."""

from __future__ import annotations

from random import Random

from seeds.demo.drawing.disputes import Case
from seeds.demo.drawing.tables import read_words
from seeds.demo.drawing.telling import RISKS, tell

WORDS = read_words("sayings")


def said(rng: Random, about: str) -> str:
    """One of the sentences about an act."""
    sentence: str = rng.choice(WORDS[about])
    return sentence


def ended(rng: Random, outcome: str) -> str:
    """Why a case ends without a resolution."""
    sentence: str = rng.choice(WORDS["ended"][outcome])
    return sentence


def graded(rng: Random, case: Case) -> str:
    """Why the case is as grave as it is."""
    gravity = max(case.risk, RISKS[case.rank], key=RISKS.index)
    return tell(rng, rng.choice(WORDS["graded"][gravity]), {"专": case.officials.clerk.name})


def handed_up(rng: Random, case: Case) -> str:
    """Why the village cannot settle it."""
    return tell(rng, rng.choice(WORDS["handed_up"]), {"部": case.story.department})


def method(rng: Random, role: str) -> str:
    """How it was resolved."""
    way: str = rng.choice(WORDS["method"][role])
    return way


def leader_of(category: str) -> str:
    """The post of the town leader who takes an orange case."""
    post: str = WORDS["leader_of"].get(category, "政法委员")
    return post
