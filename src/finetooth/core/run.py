"""Run: one folder, stages that are done once, and checks that judge as soon as their facts are there."""

import dataclasses
import fcntl
import json
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar, cast, get_type_hints

from pydantic import TypeAdapter

from finetooth.core import store
from finetooth.core.check import Check
from finetooth.core.disk import told_when_full
from finetooth.core.done import changes, plain, read_done, seconds_of
from finetooth.core.errors import UserError
from finetooth.core.events import PASSING, Event, Listener, Steps
from finetooth.core.facts import Facts, needs
from finetooth.core.finding import Outcome, Verdict
from finetooth.core.fingerprint import digest, fingerprint, own_sources

P = ParamSpec("P")
R = TypeVar("R")
_VERDICTS = TypeAdapter(list[Verdict])


@dataclass(frozen=True)
class Work:
    """What a stage is given to work with: its own folder and a way to tell how far it is."""

    folder: Path
    stage: str
    listener: Listener

    def progress(self, done: float, message: str = "") -> None:
        """Tell how much of the stage is done, 0 to 1."""
        self.listener(Event("progress", self.stage, message, done))

    def note(self, message: str, **data: Any) -> None:
        """Tell something worth keeping in the log."""
        self.listener(Event("note", self.stage, message, data=data))


Stage = Callable[Concatenate[Work, P], R]


def stage(folder: str, version: int = 1) -> Callable[[Stage[P, R]], Stage[P, R]]:
    """Mark a function as a stage: its folder's name, and a version to raise when its results change."""

    def mark(function: Stage[P, R]) -> Stage[P, R]:
        function.folder, function.version = folder, version  # type: ignore[attr-defined]
        return function

    return mark


class Run:
    """A run folder. ``facts`` are those given from the start; each stage's result adds its fields to them.

    ``fresh`` begins unfinished stages anew. Without it one that holds checkpoints made from other inputs is refused.
    """

    def __init__(
        self, root: Path, checks: Iterable[Check], facts: Mapping[str, Any], listener: Listener, fresh: bool = False
    ) -> None:
        self.root, self._fresh = root, fresh
        self._given = digest(*(part for name, value in facts.items() for part in (name, fingerprint(value))))
        self._listeners = [listener]
        self._steps = Steps("", self.tell)
        self.facts = Facts({**facts, "progress": self._steps.within})
        self.history: list[Verdict] = []
        self._through: list[str] = []
        self._checks = tuple(checks)
        _make_folder(root)

    def stage(self, function: Stage[P, R], *inputs: P.args, **named: P.kwargs) -> R:
        """Do a stage, or load it where its folder holds the same inputs' result; then judge what can be judged."""
        name: str = function.folder  # type: ignore[attr-defined]
        given = dict(zip(needs(function)[1:], inputs, strict=False)) | named
        prints = {key: fingerprint(value) for key, value in given.items()}
        key = digest(name, str(function.version), json.dumps(prints, sort_keys=True))  # type: ignore[attr-defined]
        final, kind = self.root / name, get_type_hints(function)["return"]
        settings = {key: told for key, value in given.items() if (told := plain(value)) is not None}
        if self._is_done(final, key, prints, settings):
            result = store.load(kind, final)
            verdicts = self._judge(result, final, key)
            self.tell(Event("resumed", name, data={"verdicts": verdicts}))
        else:
            result, verdicts = self._do(function, given, final, key, {"inputs": prints, "settings": settings})
        self.history += verdicts
        self._through.append(name)
        return cast(R, result)

    def verdicts(self) -> tuple[Verdict, ...]:
        """Return the last verdict of every check; one that never had its facts is not applicable."""
        last = {verdict.code: verdict for verdict in self.history}
        return tuple(last.get(check.code) or _never(check, self.facts) for check in self._checks)

    def seconds(self) -> dict[str, float]:
        """Return how long each stage gone through so far took when it was done, with the checks on what it found."""
        return {name: seconds_of(self.root / name) for name in self._through}

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the run folder: a second process on it is refused; a killed one leaves no lock behind."""
        with (self.root / ".lock").open("w") as stream:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                fix = "wait for the other run to end, or choose another folder with --out"
                raise UserError("another finetooth works in this run folder", str(self.root), fix) from None
            with told_when_full(self.root):
                yield

    def _do(
        self, function: Any, given: dict[str, Any], final: Path, key: str, about: dict[str, Any]
    ) -> tuple[Any, list[Verdict]]:
        name, begin = final.name, time.monotonic()
        partial = final.with_name(name + ".partial")
        if self._fresh or store.read_lines(partial / "key.json")[:1] != [key]:
            self._must_not_lose_work(partial, about)
            shutil.rmtree(partial, ignore_errors=True)
            partial.mkdir()
            store.write_lines(partial / "key.json", [key, about])
        self.tell(Event("started", name))
        result = function(Work(partial, name, self.tell), **given)
        store.save(result, partial)
        seconds = round(time.monotonic() - begin, 3)
        store.commit(partial, final, {"stage": name, "fingerprint": key, "seconds": seconds, **about})
        loaded = store.load(type(result), final)
        verdicts = self._judge(loaded, final, key)
        self.tell(Event("done", name, data={"seconds": seconds_of(final), "verdicts": verdicts}))
        return loaded, verdicts

    def _judge(self, result: Any, final: Path, key: str) -> list[Verdict]:
        """Add a result's fields to the facts, and run every check that rests on one of them and has all it asks for.

        Also when a stage is loaded, as a check may rest on options that are no input of the stage, or be newer than it;
        but not where all of that is what it was when it was judged last.
        """
        fields = {field.name: getattr(result, field.name) for field in dataclasses.fields(result)}
        self.facts = self.facts.with_(**fields)
        ready = [check for check in self._checks if check.ready(self.facts) and check.roots(self.facts) & fields.keys()]
        rests_on = digest(key, self._given, own_sources(), *(check.code for check in ready))
        if store.read_lines(final / store.JUDGED)[:1] != [rests_on]:
            begin = time.monotonic()
            self._steps.enter(final.name)
            steps = self._steps.through(ready, lambda check: f"looking for {check.aim}")
            judged = [check.run(self.facts, final.name) for check in steps]
            store.write_lines(final / store.VERDICTS, _VERDICTS.dump_python(judged))
            if all(verdict.outcome is not Outcome.BROKEN for verdict in judged):
                store.write_lines(final / store.JUDGED, [rests_on, round(time.monotonic() - begin, 3)])
        return _VERDICTS.validate_python(store.read_lines(final / store.VERDICTS))

    def _is_done(self, final: Path, key: str, prints: dict[str, str], settings: dict[str, Any]) -> bool:
        done = read_done(final)
        if done is None:
            return False
        if done["fingerprint"] == key:
            if store.manifest(final) == done["files"]:
                return True
            self.tell(Event("changed", final.name, "its files were altered since they were written"))
            return False
        self.tell(Event("changed", final.name, changes(done, {"inputs": prints, "settings": settings})))
        return False

    def _must_not_lose_work(self, partial: Path, about: dict[str, Any]) -> None:
        """Raise UserError where a folder holds checkpoints that these inputs cannot go on from."""
        begun = store.read_lines(partial / "key.json")
        kept = (path for path in (partial / store.CHECKPOINTS).rglob("*") if path.is_file())
        if not self._fresh and len(begun) > 1 and any(kept):
            what = f"an unfinished stage lies here, with other inputs: {changes(begun[1], about)}"
            fix = "undo the change to go on, choose another folder with --out, or pass --fresh to begin anew"
            raise UserError(what, str(partial), fix)

    def listen(self, listener: Listener) -> None:
        """Let another listener hear all that happens from here on."""
        self._listeners.append(listener)

    def tell(self, event: Event) -> None:
        """Tell all listeners, and the log."""
        for listener in self._listeners:
            listener(event)
        if event.kind not in PASSING:
            data = {name: value for name, value in event.data.items() if name != "verdicts"}
            line = {"at": time.strftime("%Y-%m-%dT%H:%M:%S%z"), "kind": event.kind, "stage": event.stage}
            store.append_json(self.root / "log.jsonl", {**line, "message": event.message, **data})


def _never(check: Check, facts: Facts) -> Verdict:
    missing = sorted(root for root in check.roots(facts) if not facts.available(root))
    reason = f"needs {', '.join(name.replace('_', ' ') for name in missing)}"
    return Verdict(check.code, check.title, Outcome.NOT_APPLICABLE, check.severity, reason)


def _make_folder(root: Path) -> None:
    try:
        root.mkdir(parents=True, exist_ok=True)
        (root / ".lock").touch()
    except OSError as error:
        fix = "choose a folder you may write to with --out"
        if (file := next((one for one in (root, *root.parents) if one.is_file()), None)) is not None:
            raise UserError(f"{str(file)!r} is a file, and a run needs a folder", str(root), fix) from None
        raise UserError(f"the run folder cannot be written: {error.strerror}", str(root), fix) from None
