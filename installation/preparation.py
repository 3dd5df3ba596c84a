"""The four steps of set-up, in their order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from installation.environment import environment_is_ready, install_packages, make_environment, packages_are_ready
from installation.frontend import fetch_frontend, frontend_is_ready, frontend_was_given_up
from installation.progress import Step
from installation.project import HERE, Project
from installation.translations import compile_catalogues, stale_catalogues
from installation.turn import one_at_a_time

WITHOUT = ", but for the front-end files, which could not be fetched before (`python -m installation` tries again)"


@dataclass(frozen=True)
class Task:
    """One step: what it is called, whether it is done already, and how to do it."""

    title: str
    is_done: Callable[[], bool]
    do: Callable[[Step], None]


def prepare(*, dev: bool = False, bench: bool = False, insist: bool = False, project: Project = HERE) -> Path:
    """Bring the checkout to where it can start; returns the Python of ``.venv``.

    ``dev`` adds what tests and checks need, ``bench`` what the comparison with peers needs. ``insist`` asks again
    for front-end files that could not be had before. Raises SetupError when the product could not start.
    """
    tasks = _tasks(project, dev=dev, bench=bench, insist=insist)
    # Looked at before the lock is taken: a service may run where it may not write.
    if all(task.is_done() for task in tasks):
        with Step("Set-up") as step:
            step.outcome = "ready" + (WITHOUT if frontend_was_given_up(project) else "")
    else:
        with one_at_a_time(project.root / ".setup.lock"):
            _carry_out_all(tasks)
    return project.python


def _carry_out_all(tasks: list[Task]) -> None:
    for number, task in enumerate(tasks, 1):
        with Step(f"[{number}/{len(tasks)}] {task.title}") as step:
            _carry_out(task, step)


def _carry_out(task: Task, step: Step) -> None:
    if task.is_done():
        step.outcome = "ready"
    else:
        task.do(step)


def _tasks(project: Project, *, dev: bool, bench: bool, insist: bool) -> list[Task]:
    locks = ["dev" if dev or bench else "run", *(["bench"] if bench else [])]
    return [
        Task("Python environment", lambda: environment_is_ready(project), lambda step: make_environment(project)),
        Task(
            "Python packages",
            lambda: packages_are_ready(project, locks),
            lambda step: install_packages(project, locks, step.tell),
        ),
        Task(
            "Front-end files",
            lambda: frontend_is_ready(project, dev=dev) or (frontend_was_given_up(project) and not insist),
            lambda step: _frontend(project, step, dev=dev),
        ),
        Task("Translations", lambda: not stale_catalogues(project), lambda step: compile_catalogues(project)),
    ]


def _frontend(project: Project, step: Step, *, dev: bool) -> None:
    step.remark = fetch_frontend(project, step.tell, dev=dev)
    step.outcome = "missing" if step.remark else None
