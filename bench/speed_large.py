"""The whole audit of very many rows without a model: CPU seconds and peak memory, each in a process of its own.

    python bench/speed_large.py            one million rows of CSV, five million of Parquet: ten minutes and more
    python bench/speed_large.py --quick    50,000 and 100,000 rows
    python bench/speed_large.py --only parquet

The rows are written here: 5 to 33 words a text, the frequent ones often, labels by chance, one row in a hundred a copy
of the row before. Every check looks at all rows or says how many it drew. The last line is one JSON object: its value
is the share of the limits that is used (the worst of seconds and memory; 1 and less is within them). The limit of the
seconds is for the full size alone.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from detecting.audits import START, run

ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "POLARS_MAX_THREADS"), "1")
WORDS, STEP, LABELS = 20_000, 250_000, ("praise", "complaint", "question", "order")
TIMEOUT = 1_800


@dataclass(frozen=True)
class Work:
    """One file to audit, and its limits: ``seconds`` of CPU (None: only told) and ``megabytes`` at the peak."""

    kind: str
    rows: int
    quick_rows: int
    longest: int
    seconds: float | None
    megabytes: float


ALL = (Work("csv", 1_000_000, 50_000, 33, 60.0, 1_536.0), Work("parquet", 5_000_000, 100_000, 17, None, 4_096.0))


def parts(rows: int, longest: int) -> Iterator[pl.DataFrame]:
    """Yield tables of id, text, label and source."""
    draw, known = np.random.default_rng(0), pl.Series([f"w{number}" for number in range(WORDS)])
    for start in range(0, rows, STEP):
        count = min(STEP, rows - start)
        lengths = draw.integers(5, longest + 1, count)
        chosen = known.gather((WORDS * draw.random(int(lengths.sum())) ** 2.2).astype(np.int64))
        words = pl.DataFrame({"row": np.repeat(np.arange(count), lengths), "word": chosen})
        texts = words.group_by("row", maintain_order=True).agg(pl.col("word").str.join(" "))["word"]
        places = np.arange(count)
        places[1:] -= draw.random(count - 1) < 0.01
        labels = pl.Series(LABELS).gather(draw.integers(0, len(LABELS), count))
        sources = pl.Series(["web", "app"]).gather(draw.integers(0, 2, count))
        numbers = np.arange(start, start + count)
        yield pl.DataFrame({"id": numbers, "text": texts.gather(places), "label": labels, "source": sources})


def written(work: Work, rows: int, folder: Path) -> Path:
    """Write the rows and return where."""
    path = folder / f"rows.{work.kind}"
    if work.kind == "parquet":
        pl.concat(parts(rows, work.longest)).write_parquet(path, row_group_size=STEP)
        return path
    with path.open("wb") as file:
        for number, part in enumerate(parts(rows, work.longest)):
            part.write_csv(file, include_header=number == 0)
    return path


def measured(work: Work, quick: bool) -> dict[str, Any]:
    """Audit one file and say what it took; memory is held against the limit whatever the rows."""
    rows = work.quick_rows if quick else work.rows
    with tempfile.TemporaryDirectory() as folder:
        path = written(work, rows, Path(folder))
        size = path.stat().st_size / 1e6
        ended = run([sys.executable, "-c", START, "audit", str(path), "--json"], TIMEOUT, ONE_THREAD)
    try:
        verdicts = json.loads(ended.out.splitlines()[-1])["verdicts"]
    except (ValueError, IndexError, KeyError):
        raise SystemExit(f"finetooth audit: exit {ended.code}: {(ended.err or ended.out).strip()[-300:]}") from None
    told = {"kind": work.kind, "rows": rows, "file_megabytes": round(size), "megabytes": round(ended.cost.megabytes)}
    told |= {"seconds": round(ended.cost.cpu_seconds, 1)}
    told |= {"looked": sum(one["outcome"] in ("failed", "passed") for one in verdicts)}
    told |= {"broken": [one["code"] for one in verdicts if one["outcome"] == "broken"]}
    shares = [ended.cost.megabytes / work.megabytes]
    if work.seconds and not quick:
        shares.append(ended.cost.cpu_seconds / work.seconds)
    return told | {"share": round(max(shares), 2), "ok": max(shares) <= 1 and not told["broken"]}


def main() -> int:
    """Measure, print a table, and end with one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--data", help="not used: the rows are written here")
    parser.add_argument("--only", choices=[work.kind for work in ALL])
    asked = parser.parse_args()
    print(f"{'file':10}{'rows':>10}{'MB':>6}{'CPU s':>8}{'peak MB':>9}{'looks':>7}{'of limit':>10}")
    results = []
    for work in ALL:
        if asked.only in (None, work.kind):
            one = measured(work, asked.quick)
            cost = f"{one['seconds']:>8.1f}{one['megabytes']:>9,}{one['looked']:>7}{one['share']:>10.2f}"
            print(f"{one['kind']:10}{one['rows']:>10,}{one['file_megabytes']:>6}{cost}", flush=True)
            results.append(one)
    told = {"name": "speed_large", "value": max(one["share"] for one in results), "target": 1.0}
    told |= {"ok": all(one["ok"] for one in results), "quick": asked.quick, "results": results}
    print(json.dumps(told, allow_nan=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
