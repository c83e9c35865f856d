"""How fast, and in how much memory, a million rows are read: beside polars' own scan and the standard csv module.

    python bench/speed_read.py            one million rows (177 MB of CSV), and five million of Parquet
    python bench/speed_read.py --quick    100,000 rows of each

The opponents do less: polars reads no line numbers and stops at the first bad line without naming it; csv only parses.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SECONDS, RATIO, CSV_BYTES, PARQUET_BYTES = 15.0, 3.0, 1.2 * 2**30, 4 * 2**30  # targets, for the full size
SYLLABLES = ["ba", "ke", "li", "mo", "nu", "ra", "se", "ti", "vo", "xy"]
ENDINGS = ["n", "nd", "ler", "ster", "ck", "ging", "ment", "tion", "ly", "s"]

COMMON = """
import re, sys, time
from pathlib import Path
path = sys.argv[1]
def peak():
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) * 1024
def told(count):
    print(count, time.process_time() - before, peak())
"""
READERS = {
    "finetooth": """
from finetooth.recipe.sections import Data
from finetooth.sources import read
before = time.process_time()
source = read(path, "train", Data(train=path))
told(len(source.rows))
""",
    "polars": """
import polars as pl
before = time.process_time()
if path.endswith(".csv"):
    table = pl.scan_csv(path, infer_schema=False).collect()
else:
    table = pl.scan_parquet(path).select("text", "label").collect()
told(table.height)
""",
    "csv": """
import csv
before = time.process_time()
with open(path, encoding="utf-8", newline="") as file:
    rows = list(csv.reader(file))
told(len(rows) - 1)
""",
    "csv, nothing kept": """
import csv
before = time.process_time()
with open(path, encoding="utf-8", newline="") as file:
    count = sum(1 for row in csv.reader(file)) - 1
told(count)
""",
}


def words(rng: random.Random) -> list[str]:
    """A hundred thousand pieces of text of 13 words each, to make rows of."""
    known = [first + last for first in SYLLABLES for last in ENDINGS]
    return [" ".join(rng.choices(known, k=13)) for _ in range(100_000)]


def write_csv(path: Path, count: int) -> None:
    """Write rows of id, text, label and customer: texts are quoted and hold a comma."""
    rng = random.Random(0)
    pieces = words(rng)
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("id,text,label,customer\n")
        for start in range(0, count, 10_000):
            chosen = zip(
                rng.choices(pieces, k=10_000), rng.choices(pieces, k=10_000), range(start, count), strict=False
            )
            file.writelines(f'{n},"{one}, {two}",class {n % 5},c{n % 4999}\n' for one, two, n in chosen)


def write_parquet(path: Path, count: int) -> None:
    """Write the same texts with a second text that nobody asks for."""
    import polars as pl

    pieces = pl.Series(words(random.Random(1)))
    numbers = pl.int_range(count, dtype=pl.Int64, eager=True)
    one, two = pieces.gather((numbers * 7919) % 99_991), pieces.gather((numbers * 104_729) % 99_989)
    table = pl.DataFrame({"id": numbers, "text": one + ", " + two, "label": numbers % 5, "note": two})
    table.write_parquet(path, row_group_size=250_000)


def measure(reader: str, path: Path) -> tuple[int, float, int]:
    """Return rows, CPU seconds and the peak memory in bytes of one reader in a process of its own."""
    code = COMMON + READERS[reader]
    out = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True).stdout
    count, seconds, memory = out.split()
    return int(count), float(seconds), int(memory)


def table(path: Path, count: int, readers: list[str]) -> dict[str, dict[str, float]]:
    """Measure and print each reader on one file; return the figures by reader."""
    size = path.stat().st_size
    print(f"\n{path.suffix[1:]}: {count:,} rows, {size / 1e6:,.0f} MB")
    print(f"{'reader':<20}{'CPU s':>8}{'ratio':>8}{'peak MB':>10}{'x file':>8}")
    figures: dict[str, dict[str, float]] = {}
    for reader in readers:
        rows, seconds, memory = measure(reader, path)
        assert rows == count, f"{reader} read {rows} of {count} rows"
        figures[reader] = {"seconds": seconds, "memory": memory, "times_file": memory / size}
        ratio = seconds / figures[readers[0]]["seconds"]
        print(f"{reader:<20}{seconds:>8.2f}{ratio:>8.2f}{memory / 1e6:>10,.0f}{memory / size:>8.1f}")
    return figures


def main() -> None:
    """Write the files, measure, and print the verdict as JSON."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--quick", action="store_true", help="100,000 rows of each (under a minute)")
    options.add_argument("--data", help="not used: the rows are written here")
    quick = options.parse_args().quick
    rows, parquet_rows = (100_000, 100_000) if quick else (1_000_000, 5_000_000)
    began = time.time()
    with tempfile.TemporaryDirectory() as folder:
        csv_path, parquet_path = Path(folder) / "rows.csv", Path(folder) / "rows.parquet"
        write_csv(csv_path, rows)
        csv_figures = table(csv_path, rows, ["finetooth", "polars", "csv", "csv, nothing kept"])
        write_parquet(parquet_path, parquet_rows)
        parquet_figures = table(parquet_path, parquet_rows, ["finetooth", "polars"])
    ours, theirs = csv_figures["finetooth"], parquet_figures["finetooth"]
    ok = ours["seconds"] * 1_000_000 / rows < SECONDS and theirs["memory"] < PARQUET_BYTES
    ok = ok and ours["memory"] < CSV_BYTES and (quick or ours["times_file"] < RATIO)
    verdict = {
        "name": "speed_read",
        "value": round(ours["seconds"] * 1_000_000 / rows, 2),
        "target": SECONDS,
        "ok": ok,
        "unit": "CPU seconds for a million rows of CSV",
        "rows": rows,
        "times_polars": round(ours["seconds"] / csv_figures["polars"]["seconds"], 2),
        "times_csv": round(ours["seconds"] / csv_figures["csv"]["seconds"], 2),
        "peak_mb": round(ours["memory"] / 1e6),
        "peak_times_file": round(ours["times_file"], 2),
        "parquet_rows": parquet_rows,
        "parquet_seconds": round(theirs["seconds"], 2),
        "parquet_peak_mb": round(theirs["memory"] / 1e6),
        "seconds": round(time.time() - began),
    }
    print("\n" + json.dumps(verdict))


if __name__ == "__main__":
    main()
