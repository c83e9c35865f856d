"""A run: stages are done once, redone when their inputs or files changed (and told why), and judged as facts appear."""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from finetooth.core.check import Check
from finetooth.core.done import changes
from finetooth.core.errors import NotApplicable, UserError
from finetooth.core.events import PASSING, Event, silent
from finetooth.core.finding import Finding, Outcome, Passed
from finetooth.core.rows import Rows
from finetooth.core.run import Run, Work, stage
from finetooth.recipe.sections import Tune

CALLS: Counter[str] = Counter()


@dataclass(frozen=True)
class Read:
    rows: Rows


@dataclass(frozen=True)
class Counted:
    count: int
    notes: Path


@stage("1-read")
def read(work: Work, texts: tuple[str, ...]) -> Read:
    CALLS["read"] += 1
    work.progress(0.5, "half")
    work.note("reading", texts=len(texts))
    return Read(Rows.of({"text": text} for text in texts))


@stage("2-count")
def count(work: Work, tune: Tune, rows: Rows) -> Counted:
    CALLS["count"] += 1
    (work.folder / "notes").write_text("counted")
    return Counted(len(rows) * tune.trials, work.folder / "notes")


class ManyRows(Check):
    """There are few rows."""

    code = "QTY099"

    def judge(self, rows: Rows) -> Finding | Passed:
        if len(rows) < 3:
            return Finding.on("few", rows.ids, told=np.int64(len(rows)), line="\u2028")
        return Passed("many")


class CountIsEven(Check):
    """The count is odd."""

    code = "QTY098"

    def judge(self, count: int) -> Finding | Passed:
        return Passed("even") if count % 2 == 0 else Finding("odd")


class Never(Check):
    """Nobody gives this."""

    code = "QTY097"

    def judge(self, count: int, unheard_of: int) -> Finding | Passed:
        raise NotApplicable("never asked")


CHECKS = (ManyRows(), CountIsEven(), Never())


class Told(list[Event]):
    def kinds(self) -> list[tuple[str, str]]:
        return [(event.kind, event.stage) for event in self if event.kind != "progress"]

    def why(self) -> list[str]:
        return [event.message for event in self if event.kind == "changed"]


@pytest.fixture(autouse=True)
def _fresh() -> None:
    CALLS.clear()
    return


def go(root: Path, texts: tuple[str, ...] = ("a", "b"), trials: int = 1) -> tuple[Run, Counted, Told]:
    told = Told()
    run = Run(root, CHECKS, {}, told.append)
    rows = run.stage(read, texts).rows
    return run, run.stage(count, Tune(trials=trials), rows), told


def outcomes(run: Run) -> dict[str, Outcome]:
    return {verdict.code: verdict.outcome for verdict in run.verdicts()}


def test_a_finished_stage_is_loaded_and_not_repeated(tmp_path: Path) -> None:
    first, result, _ = go(tmp_path)
    second, again, told = go(tmp_path)
    assert CALLS == {"read": 1, "count": 1}
    assert again == result
    assert again.notes == tmp_path / "2-count" / "notes"
    assert again.notes.read_text() == "counted"
    assert second.verdicts() == first.verdicts()
    assert second.history == first.history
    assert told.kinds() == [("resumed", "1-read"), ("resumed", "2-count")]
    assert second.seconds() == first.seconds()
    assert second.seconds().keys() == {"1-read", "2-count"}


class Slow(ManyRows):
    """This one takes its time."""

    code = "QTY098"

    def judge(self, rows: Rows) -> Finding | Passed:
        time.sleep(0.05)
        return super().judge(rows)


def test_the_time_of_a_stage_holds_that_of_its_checks(tmp_path: Path) -> None:
    told: list[Event] = []
    run = Run(tmp_path, (Slow(),), {}, told.append)
    run.stage(read, ("a", "b"))
    done = next(event for event in told if event.kind == "done")
    assert done.data["seconds"] == run.seconds()["1-read"] >= 0.05
    again = Run(tmp_path, (Slow(),), {}, silent)
    again.stage(read, ("a", "b"))
    assert again.seconds() == run.seconds()


def test_what_happens_is_told_and_logged_in_order(tmp_path: Path) -> None:
    _, _, told = go(tmp_path)
    expected = [
        ("started", "1-read"),
        ("note", "1-read"),
        ("done", "1-read"),
        ("started", "2-count"),
        ("done", "2-count"),
    ]
    assert told.kinds() == expected
    assert next(event.done for event in told if event.kind == "progress") == 0.5  # then come the checks
    log = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text("utf-8").split("\n")[:-1]]
    assert [(line["kind"], line["stage"]) for line in log] == expected
    assert log[1]["texts"] == 2


def test_a_further_listener_hears_the_same_and_what_passes_is_not_logged(tmp_path: Path) -> None:
    first, second = Told(), Told()
    run = Run(tmp_path, CHECKS, {}, first.append)
    run.listen(second.append)
    run.stage(read, ("a", "b"))
    for kind in PASSING:
        run.tell(Event(kind, "1-read"))  # type: ignore[arg-type]
    assert first == second
    assert [event.kind for event in first][-3:] == list(PASSING)
    assert not set(PASSING) & {json.loads(line)["kind"] for line in (tmp_path / "log.jsonl").read_text().splitlines()}


def test_a_changed_option_is_named_and_only_its_stage_is_done_again(tmp_path: Path) -> None:
    go(tmp_path)
    _, result, told = go(tmp_path, trials=5)
    assert result.count == 10
    assert CALLS == {"read": 1, "count": 2}
    assert told.why() == ["tune.trials: 1 -> 5"]


def test_changed_rows_are_named_and_what_rests_on_them_is_done_again(tmp_path: Path) -> None:
    go(tmp_path)
    _, _, told = go(tmp_path, ("a", "c"))
    assert CALLS == {"read": 2, "count": 2}
    assert told.why() == ["texts changed", "rows changed"]
    go(tmp_path, ("a", "c"))
    assert CALLS == {"read": 2, "count": 2}


def test_what_is_no_longer_said_has_changed_too() -> None:
    before = {"inputs": {"options": "1", "rows": "2"}, "settings": {"options": {"kept": 1, "gone": 2}, "rows": None}}
    now = {"inputs": {"options": "3"}, "settings": {"options": {"kept": 1}}}
    assert changes(before, now) == "options.gone: 2 -> null; rows changed"


def test_newer_code_of_a_stage_does_it_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    go(tmp_path)
    monkeypatch.setattr(count, "version", 2)
    _, _, told = go(tmp_path)
    assert CALLS == {"read": 1, "count": 2}
    assert told.why() == ["finetooth's own code for this stage is newer"]


@pytest.mark.parametrize(
    "damage",
    [
        lambda folder: (folder / "notes").write_text("forged"),
        lambda folder: (folder / "count.json").unlink(),
        lambda folder: (folder / "more").write_text("added"),
    ],
)
def test_an_altered_file_is_noticed_and_the_stage_done_again(tmp_path: Path, damage: Any) -> None:
    go(tmp_path)
    damage(tmp_path / "2-count")
    _, result, told = go(tmp_path)
    assert CALLS == {"read": 1, "count": 2}
    assert told.why() == ["its files were altered since they were written"]
    assert result.notes.read_text() == "counted"
    assert not (tmp_path / "2-count" / "more").exists()


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '"x"', "\xff"])
def test_a_damaged_done_json_means_not_done(tmp_path: Path, text: str) -> None:
    go(tmp_path)
    (tmp_path / "1-read" / "done.json").write_bytes(text.encode("latin-1"))
    go(tmp_path)
    assert CALLS == {"read": 2, "count": 1}


def test_checks_judge_when_their_facts_are_there_and_never_again(tmp_path: Path) -> None:
    run, _, _ = go(tmp_path)
    assert [(verdict.stage, verdict.code) for verdict in run.history] == [("1-read", "QTY099"), ("2-count", "QTY098")]
    assert outcomes(run) == {"QTY099": Outcome.FAILED, "QTY098": Outcome.PASSED, "QTY097": Outcome.NOT_APPLICABLE}
    assert run.verdicts()[2].message == "needs unheard of"
    assert run.verdicts()[0].evidence == {"told": 2, "line": "\u2028"}


def test_a_check_that_was_judged_on_raw_rows_is_judged_again_on_prepared_ones(tmp_path: Path) -> None:
    @stage("2-prepare")
    def prepare(work: Work, rows: Rows) -> Read:
        return Read(Rows.concat([rows, Rows.of({"text": text, "role": "test"} for text in "ab")]))

    run = Run(tmp_path, CHECKS, {}, silent)
    run.stage(prepare, run.stage(read, ("a", "b")).rows)
    assert [(verdict.stage, verdict.outcome) for verdict in run.history] == [
        ("1-read", Outcome.FAILED),
        ("2-prepare", Outcome.PASSED),
    ]
    assert outcomes(run)["QTY099"] is Outcome.PASSED


def fails_once(root: Path) -> Any:
    @stage("1-slow")
    def slow(work: Work, texts: tuple[str, ...]) -> Read:
        kept = work.folder / "checkpoint"
        if not kept.exists():
            kept.write_text(texts[0])
            raise RuntimeError("out of memory")
        CALLS[f"found {kept.read_text()}"] += 1
        return Read(Rows.of({"text": text} for text in texts))

    return slow


def test_a_partial_folder_is_kept_for_the_same_inputs_only(tmp_path: Path) -> None:
    slow = fails_once(tmp_path)
    for texts in (("a",), ("b",)):
        with pytest.raises(RuntimeError):
            Run(tmp_path, CHECKS, {}, silent).stage(slow, texts)
        assert sorted(path.name for path in tmp_path.iterdir()) == [".lock", "1-slow.partial", "log.jsonl"]
    run = Run(tmp_path, CHECKS, {}, silent)
    run.stage(slow, ("b",))
    assert CALLS == {"found b": 1}
    assert not (tmp_path / "1-slow.partial").exists()


def test_verdicts_of_an_attempt_that_was_cut_short_do_not_count_twice(tmp_path: Path) -> None:
    _, _, _ = go(tmp_path)
    (tmp_path / "1-read" / "done.json").unlink()
    (tmp_path / "1-read").rename(tmp_path / "1-read.partial")  # as a kill just before the end leaves it
    run, _, _ = go(tmp_path)
    assert len(run.history) == 2
    assert len(go(tmp_path)[0].history) == 2


def test_a_lock_refuses_another_process_and_is_gone_with_it(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from finetooth.core.events import silent;"
        "from finetooth.core.run import Run; lock = Run(Path(sys.argv[1]), (), {}, silent).lock(); lock.__enter__();"
        "print('held', flush=True); time.sleep(120)"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        run = Run(tmp_path, (), {}, silent)
        with pytest.raises(UserError, match="another finetooth works in this run folder"), run.lock():
            pass
        other.kill()
    with run.lock():
        pass


def test_a_folder_that_cannot_be_written_is_the_users_to_mend(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for root in (tmp_path / "file", tmp_path / "file" / "runs" / "a"):
        with pytest.raises(UserError, match="a run needs a folder") as refused:
            Run(root, (), {}, silent)
        assert "--out" in refused.value.fix
    assert str(root) == refused.value.where


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_permission_is_the_users_to_mend(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(UserError, match="cannot be written"):
        Run(tmp_path / "run", (), {}, silent)
