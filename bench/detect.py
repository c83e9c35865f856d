"""Does the audit find what is wrong with fine-tuning data? Planted, real and no faults; finetooth and its opponents.

    python bench/detect.py --quick                     two small sets, one seed, gain on the first of them
    python bench/detect.py --sets sst2,trec --faults near_duplicates,near_leaks --rates 0.02 --seeds 3
    python bench/detect.py --tracks clean --sets own_free                    false alarms only
    python bench/detect.py --tracks planted --modes alone --faults secrets --rows 1500 --seeds 1 --rates 0.02 \\
        --own-checks --in-process --model none --opponents none              quick, while a check is being written

Tracks: *clean* (natural faults removed: what is flagged is a false alarm), *planted* (one kind at a time and all
together), *gain* (what the repair is worth to a model), *real* (known faults of public sets). A line of the tables
tells the share of planted faults found by the checks named for them (recall, with Wilson's interval over all seeds,
rates and sets), the share found by any check that is no mere remark, the precision of the rows flagged, the share of
sound rows flagged, recall at 1 % false alarms and average precision where the finding scores its rows, and the kinds
that were missed. The last line is one JSON object.
"""

import dataclasses
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from detecting import audits, gain, learners, opponents, options, real, rivals, sets, show, tracks, verdict, worth
from detecting.clean import cleaned
from detecting.columns import with_columns
from detecting.plant import FAULTS, RATES
from detecting.table import Dataset, Files

RATE_OF_RIVALS = 0.02


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the tracks asked for, print their tables, and end with one JSON object."""
    asked = options.asked(arguments, __doc__)
    with tempfile.TemporaryDirectory() as scratch:
        results = Bench(asked, Path(scratch)).run()
    print(json.dumps(verdict.last_line(results, asked.quick), allow_nan=False))
    return 0


class Bench:
    """One run of the bench: what was asked, and where its files go."""

    def __init__(self, asked: Any, scratch: Path) -> None:
        self.asked, self.scratch = asked, scratch
        self.faults = [FAULTS[name] for name in asked.faults]
        may_install = not asked.quick
        wanted = asked.opponents == "auto" and "planted" in asked.tracks
        self.rivals = list(opponents.there(may_install)) if wanted else []
        if asked.quick:  # one of them takes minutes
            self.rivals = [rival for rival in self.rivals if rival[0].name == "finelint"]

    def run(self) -> dict[str, list[Any]]:
        """Go through sets and tracks; print each table as soon as it is known."""
        results: dict[str, list[Any]] = {"clean": [], "planted": [], "gain": [], "opponents": [], "real": []}
        if self.asked.tracks != ("real",):
            for name in self.asked.sets:
                data = with_columns(cleaned(sets.load(name, self.asked.data, self.asked.rows)))
                for track, found in self.tracks_of(data).items():
                    results[track] += found
                self.keep(results)
        if "real" in self.asked.tracks:
            results["real"] = list(real.answers(self.asked.data, self.audit, self.asked.real_sets))
        self.keep(results)
        self.show(results)
        return results

    def keep(self, results: dict[str, list[Any]]) -> None:
        """Write what is known so far: a long run that is stopped loses little."""
        if self.asked.out:
            text = json.dumps(results, indent=1, default=dataclasses.asdict)
            self.asked.out.write_text(text, encoding="utf-8")

    def audit(self, files: Files, extra: tuple[str, ...] = ()) -> audits.Look:
        """Audit files with finetooth, in the way asked for."""
        look = audits.finetooth_in_process if self.asked.in_process else audits.finetooth
        found = look(files, self.asked.model, extra)
        name = f"{files.train.parent.name}/{files.train.name}"
        print(f"  {name}: {found.cost.seconds:.1f} s {found.crash[-200:]}", file=sys.stderr, flush=True)
        return found

    def tracks_of(self, data: Dataset) -> dict[str, list[Any]]:
        """Return what the tracks that need one set find on it."""
        asked, seeds, found = self.asked, range(self.asked.seeds), dict[str, list[Any]]()
        if "clean" in asked.tracks:
            found["clean"] = [tracks.clean(data, self.audit, self.scratch)]
            print(show.clean_table(found["clean"]), flush=True)
        if "planted" in asked.tracks:
            given = (seeds, self.audit, asked.model, self.scratch)
            alone = (
                tracks.alone(data, self.faults, asked.rates, asked.own_checks, *given) if "alone" in asked.modes else ()
            )
            together = tracks.all_at_once(data, self.faults, asked.rates or RATES, *given)
            found["planted"] = [*alone, *(together if "together" in asked.modes else ())]
            found["opponents"] = list(
                rivals.judge(self.rivals, data, self.faults, RATE_OF_RIVALS, self.scratch, asked.model)
            )
        if "gain" in asked.tracks and not (asked.quick and data.name != asked.sets[0]):
            learner = learners.fine_tuning(asked.fine_tune) if asked.fine_tune else learners.tfidf
            terms = (seeds, self.scratch, asked.model, learner)
            found["gain"] = gain.measure(data, self.faults, asked.rates, asked.modes, *terms)
        return found

    def show(self, results: dict[str, list[Any]]) -> None:
        """Print the tables."""
        for alone, title in ((True, "PLANTED, one kind at a time"), (False, "PLANTED, all kinds together")):
            if chosen := [result for result in results["planted"] if result.alone is alone]:
                print(show.planted_table(title, chosen, self.asked.per_set))
        for name, told in (
            ("clean", show.clean_table),
            ("opponents", rivals.rivals_table),
            ("gain", worth.gain_table),
            ("real", real.real_table),
        ):
            if results[name]:
                print(told(results[name]))
        if self.asked.real_table and results["real"]:
            self.asked.real_table.write_text(real.markdown(results["real"]), encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
