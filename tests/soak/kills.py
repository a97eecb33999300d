"""A piece of work in a process of its own that is killed at a random moment, and where the kills fell.

The process is forked from the test, so that it begins at once; what it does tells each of its steps over a
pipe. `MINE_RESTORATION_KILLS` says how often each piece of work is killed (50), `MINE_RESTORATION_SEED` at
which moments (new ones each time; the seed is told on a failure).
"""

from __future__ import annotations

import os
import random
import re
import select
import signal
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

KILLS = int(os.environ.get("MINE_RESTORATION_KILLS", "50"))
SEED = int(os.environ.setdefault("MINE_RESTORATION_SEED", str(random.randrange(10**9))))
BEGINS, ENDS, FAILS = "begins", "ends", "fails: "
BEFORE_THE_MIDDLE = 0.1
"""Which part of the kills is aimed at what comes before the middle of the work."""

DURING = 2 / 3
"""Which part of the kills must have met the middle of the work."""

ENOUGH = 30
PATIENCE_S = 120.0


class Telling:
    """What the work tells its steps to; a `Progress` as well."""

    def __init__(self, pipe: int) -> None:
        self._pipe, self._begun = pipe, time.monotonic()

    def __call__(self, step: str) -> None:
        """Tell that a step begins."""
        line = step.replace("\n", " ")
        os.write(self._pipe, f"{time.monotonic() - self._begun:.6f}\t{line}\n".encode())

    def report(self, fraction: float, message: str = "") -> None:
        """Tell the message as a step, without the count that may follow it (`sending photos 3/12`)."""
        self(re.sub(r" \d+/\d+$", "", message))

    def cancelled(self) -> bool:
        """Return False: it is killed, never asked."""
        return False


@dataclass(frozen=True, kw_only=True)
class Work:
    """What is done in the process, and the steps that are its middle."""

    name: str
    do: Callable[[Path, Telling], None]
    middle: frozenset[str] = frozenset({BEGINS})


@dataclass
class Child:
    """A process that works, and the steps it has told: seconds since it began, and the step."""

    process: int
    pipe: int
    steps: list[tuple[float, str]] = field(default_factory=list)
    status: int | None = None
    _rest: bytes = b""

    def wait_for(self, *steps: str) -> None:
        """Return when one of the steps has begun, or when the process is gone."""
        while not any(step in steps for _, step in self.steps) and self._read():
            pass

    def listen(self) -> None:
        """Take note of what it has told so far."""
        while select.select([self.pipe], [], [], 0)[0] and self._read():
            pass

    def kill(self) -> None:
        """Kill it with signal 9, and return when it is gone."""
        with suppress(ProcessLookupError):
            os.kill(self.process, signal.SIGKILL)
        self.join()

    def join(self) -> None:
        """Return when it is gone."""
        while self._read():
            pass
        os.close(self.pipe)
        _, self.status = os.waitpid(self.process, 0)

    @property
    def failure(self) -> str:
        """Return what it says of its failure, or nothing."""
        last = self.steps[-1][1] if self.steps else ""
        return last.removeprefix(FAILS) if last.startswith(FAILS) else ""

    def _read(self) -> bool:
        content = os.read(self.pipe, 65536)
        *lines, self._rest = (self._rest + content).split(b"\n")
        for line in lines:
            seconds, step = line.decode().split("\t", 1)
            self.steps.append((float(seconds), step))
        return bool(content)


def start(work: Work, folder: Path) -> Child:
    """Return the process that does the work; the caller joins or kills it."""
    ours, its = os.pipe()
    process = os.fork()
    if process == 0:
        os.close(ours)
        _work_and_leave(work, folder, Telling(its))
    os.close(its)
    return Child(process, ours)


def _work_and_leave(work: Work, folder: Path, tell: Telling) -> NoReturn:
    """Do the work in the forked process, which never goes back into the test."""
    code = 1
    try:
        signal.alarm(int(PATIENCE_S))
        tell(BEGINS)
        work.do(folder, tell)
        tell(ENDS)
        code = 0
    except BaseException as error:  # noqa: BLE001 - whatever it is, the test shall say it
        trace = traceback.format_exception(error)
        tell(f"{FAILS}{type(error).__name__}: {error}" + (" ".join(trace) if not _expected(error) else ""))
    finally:
        os._exit(code)


def _expected(error: BaseException) -> bool:
    from plugin.sync.errors import SyncError

    return isinstance(error, SyncError)


def undisturbed(work: Work, folder: Path) -> Middle:
    """Return when the middle of the work begins and ends, where nobody kills it."""
    child = start(work, folder)
    child.join()
    assert child.status == 0, child.failure
    return middle_of(work, child.steps)


@dataclass(frozen=True)
class Middle:
    """When the middle of a piece of work begins and ends, in seconds since the work began."""

    begin: float
    end: float


def middle_of(work: Work, steps: list[tuple[float, str]]) -> Middle:
    """Return when the middle begins and ends among the steps of work that was done."""
    inside = [number for number, (_, step) in enumerate(steps) if step in work.middle]
    assert inside, f"{work.name} has no step of its middle: {[step for _, step in steps]}"
    return Middle(steps[inside[0]][0], steps[inside[-1] + 1][0])


@dataclass
class Tally:
    """Where the kills of a piece of work fell, and how many left a transaction half-written on the disk."""

    work: str
    hub: str
    before: int = 0
    during: int = 0
    after: int = 0
    torn: int = 0
    failed: int = 0
    steps: dict[str, int] = field(default_factory=dict)

    @property
    def kills(self) -> int:
        """Return how many kills there were."""
        return self.before + self.during + self.after

    def add(self, work: Work, child: Child, folder: Path) -> None:
        """Count a kill by the steps the process told before it died."""
        told = [step for _, step in child.steps]
        if not any(step in work.middle for step in told):
            self.before += 1
        elif told[-1] in work.middle:
            self.during += 1
        else:
            self.after += 1
        self.steps[told[-1]] = self.steps.get(told[-1], 0) + 1
        self.torn += any(path.stat().st_size for path in folder.rglob("*-journal"))

    @contextmanager
    def one_more(self) -> Iterator[None]:
        """Count a failure where what is done with a kill does not come to its end."""
        self.failed += 1
        yield
        self.failed -= 1

    def require(self) -> None:
        """Assert that most kills met the middle of the work; a few of them say nothing."""
        assert self.kills < ENOUGH or self.during >= DURING * self.kills, (
            f"most kills of {self.work} missed its middle: {self}"
        )


class Killing:
    """Kills a piece of work again and again at random moments, most often in the middle of it."""

    def __init__(self, work: Work, tally: Tally) -> None:
        self.work, self.tally = work, tally
        self._chance = random.Random(f"{SEED} {work.name} {tally.hub}")
        self._middle = Middle(0.0, float("inf"))

    def undisturbed(self, folder: Path) -> None:
        """Let the work be done once, and remember how long its middle is; the shortest counts."""
        self._learn(undisturbed(self.work, folder))

    def kill(self, folder: Path) -> Child:
        """Return the process after it was killed, and count where the kill fell."""
        child = start(self.work, folder)
        self.await_moment(child)
        child.kill()
        assert not child.failure, child.failure
        self.count(child, folder)
        return child

    def await_moment(self, child: Child) -> None:
        """Return at a random moment."""
        early, share = self._chance.random() < BEFORE_THE_MIDDLE, self._chance.random()
        if early and self._middle.begin > 0.001:
            child.wait_for(BEGINS)
            time.sleep(self._middle.begin * share)
        else:
            child.wait_for(*self.work.middle)
            time.sleep((self._middle.end - self._middle.begin) * share)

    def count(self, child: Child, folder: Path) -> None:
        """Count where a kill fell; one that came too late tells how long the middle is."""
        self.tally.add(self.work, child, folder)
        inside = [step in self.work.middle for _, step in child.steps]
        if any(inside) and not inside[-1] and not child.failure:
            self._learn(middle_of(self.work, child.steps))

    def told(self, number: int, child: Child) -> str:
        """Return what a failure says, so that it can be had again."""
        return f"MINE_RESTORATION_SEED={SEED}, kill {number} of {self.work.name}, in “{child.steps[-1][1]}”"

    def _learn(self, middle: Middle) -> None:
        if middle.end - middle.begin < self._middle.end - self._middle.begin:
            self._middle = middle
