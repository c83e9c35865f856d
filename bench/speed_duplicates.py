"""How fast near duplicates by word n-grams (Jaccard >= 0.8) are found, and how many: beside gaoya, rensa, datasketch.

    python bench/speed_duplicates.py            300,000 short texts by 3-grams, 50,000 documents by 5-grams
    python bench/speed_duplicates.py --quick    30,000 and 4,000 of them, under a minute

All read the same texts from a file and run alone in a process of their own, the opponents in an environment of their
own; CPU seconds (of all threads) from texts in memory to pairs, and the peak memory of the process, are compared.
Recall is measured on all true pairs of texts drawn at random, found by counting common n-grams against every text in
plain Python; precision by recomputing reported pairs. datasketch runs on a part: its rate is told, not its total.
"""

import argparse
import csv
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

os.environ.setdefault("POLARS_MAX_THREADS", "1")

THRESHOLD, FASTER, MEMORY = 0.8, 2.0, 1500.0  # Jaccard; times the fastest opponent; MB
OPPONENTS = ("gaoya", "rensa", "datasketch")
PART = {"datasketch": 0.05}  # the share of the texts that a slow opponent gets
SEED = 7
WORDS = [
    first + last for first in "bdfgklmnprstvz" for last in ("ala", "eno", "iru", "oma", "unde", "aris", "elt", "in")
]
Pairs = Iterable[tuple[int, int]]


# ---- the texts -------------------------------------------------------------------------------------------------------


def short_texts(data: Path, count: int) -> list[str]:
    """Return distinct texts of the public sets under 400 characters (or our own), and edited copies up to ``count``."""
    draw = random.Random(SEED)
    known = [text for text in _public(data) if 20 < len(text) < 400] or _own(count * 2 // 3, 5, 30)
    texts = list(dict.fromkeys(known))
    draw.shuffle(texts)
    texts = texts[: count * 2 // 3]
    while len(texts) < count:
        texts.append(_edited(texts[draw.randrange(len(texts))], texts, draw))
    draw.shuffle(texts)
    return texts


def documents(data: Path, count: int) -> list[str]:
    """Return documents of 60 to 300 words put together from short texts, a third of them edited copies."""
    draw = random.Random(SEED + 1)
    short = short_texts(data, max(2_000, count))
    made: list[str] = []
    while len(made) < count:
        if made and len(made) % 3 == 2:
            made.append(_edited(made[draw.randrange(len(made))], short, draw, most=6))
            continue
        words: list[str] = []
        wanted = draw.randint(60, 300)
        while len(words) < wanted:
            words += draw.choice(short).split()
        made.append(" ".join(words[:wanted]))
    return made


def _public(data: Path) -> list[str]:
    texts = []
    for path in sorted(data.glob("*/*.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            texts += [" ".join(row["text"].lower().split()) for row in csv.DictReader(stream) if row.get("text")]
    return texts


def _own(count: int, fewest: int, most: int) -> list[str]:
    draw = random.Random(SEED + 2)
    return [" ".join(draw.choices(WORDS, k=draw.randint(fewest, most))) for _ in range(count)]


def _edited(text: str, others: list[str], draw: random.Random, most: int = 2) -> str:
    words = text.split()
    for _ in range(draw.randint(0, most)):
        words[draw.randrange(len(words))] = draw.choice(draw.choice(others).split())
    return " ".join(words)


# ---- the truth -------------------------------------------------------------------------------------------------------


def grams(text: str, size: int) -> set[tuple[str, ...]]:
    """Return the word n-grams of a text; a shorter text is one."""
    words = text.split()
    return {tuple(words[at : at + size]) for at in range(max(1, len(words) - size + 1))} if words else set()


def true_pairs(texts: list[str], size: int, drawn: list[int]) -> set[tuple[int, int]]:
    """Return all pairs at the threshold with one of the texts drawn, by counting common n-grams with every text."""
    sets = {number: grams(texts[number], size) for number in drawn}
    having: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, known in sets.items():
        for gram in known:
            having[gram].append(number)
    found = set()
    for other, text in enumerate(texts):
        own = grams(text, size)
        common = Counter(number for gram in own if gram in having for number in having[gram])
        for number, both in common.items():
            if number != other and both >= THRESHOLD * (len(own) + len(sets[number]) - both) - 1e-9:
                found.add((min(number, other), max(number, other)))
    return found


def precision(texts: list[str], size: int, pairs: list[tuple[int, int]]) -> float:
    """Return the share of reported pairs (20,000 drawn at most) that reach the threshold."""
    shown = random.Random(SEED).sample(pairs, min(20_000, len(pairs)))
    good = 0
    for one, two in shown:
        left, right = grams(texts[one], size), grams(texts[two], size)
        good += len(left & right) >= THRESHOLD * len(left | right) - 1e-9
    return good / max(1, len(shown))


# ---- who finds them --------------------------------------------------------------------------------------------------


def finetooth(texts: list[str], size: int) -> Pairs:
    import polars as pl

    from finetooth.facts.neighbours.join import jaccard_join

    return jaccard_join(pl.Series(texts), size, THRESHOLD).select("left", "right").iter_rows()


def gaoya(texts: list[str], size: int) -> Pairs:
    from gaoya.minhash import MinHashStringIndex

    index = MinHashStringIndex(32, THRESHOLD, None, None, 128, "word", False, (size, size), "smallvec")
    index.par_bulk_insert_docs(list(range(len(texts))), texts)
    found = index.par_bulk_query(texts)
    return ((one, two) for one, others in enumerate(found) for two in others if one < two)


def rensa(texts: list[str], size: int) -> Pairs:
    from rensa import RMinHash, RMinHashLSH

    signatures = []
    for text in texts:
        words = text.split()
        signature = RMinHash(num_perm=128, seed=SEED)
        signature.update([" ".join(words[at : at + size]) for at in range(max(1, len(words) - size + 1))])
        signatures.append(signature)
    index = RMinHashLSH(threshold=THRESHOLD, num_perm=128, num_bands=16)
    for number, signature in enumerate(signatures):
        index.insert(number, signature)
    for one, signature in enumerate(signatures):
        for two in index.query(signature):
            if one < two and signature.jaccard(signatures[two]) >= THRESHOLD:
                yield one, two


def datasketch(texts: list[str], size: int) -> Pairs:
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=THRESHOLD, num_perm=128)
    for one, text in enumerate(texts):
        signature = MinHash(num_perm=128, seed=SEED)
        signature.update_batch([" ".join(gram).encode() for gram in grams(text, size)])
        yield from ((two, one) for two in index.query(signature))
        index.insert(one, signature)


FINDERS: dict[str, Callable[[list[str], int], Pairs]] = {
    "finetooth": finetooth,
    "gaoya": gaoya,
    "rensa": rensa,
    "datasketch": datasketch,
}


def work(name: str, source: Path, size: int, target: Path) -> None:
    """Be the process of one finder: read the texts, find, write what was found and what it took."""
    texts = json.loads(source.read_text("utf-8"))
    list(FINDERS[name](texts[:200], size))  # loaded and warm
    before = time.process_time()
    pairs = sorted(set(FINDERS[name](texts, size)))
    seconds = time.process_time() - before
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    target.write_text(json.dumps({"seconds": seconds, "memory": memory, "pairs": pairs}), "utf-8")


# ---- the bench -------------------------------------------------------------------------------------------------------


def environment() -> Path | None:
    """Return the Python of the opponents' own environment, made the first time; None where that fails."""
    home = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "finetooth-bench" / "duplicates"
    python = home / "bin" / "python"
    try:
        if not python.exists():
            subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
        if subprocess.run(
            [python, "-c", f"import {', '.join(OPPONENTS)}"], capture_output=True, check=False
        ).returncode:
            subprocess.run([python, "-m", "pip", "install", "--quiet", *OPPONENTS], check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"no opponents: {error}", file=sys.stderr)
        return None
    return python


def run(name: str, python: Path, texts: list[str], size: int, drawn: list[int], truth: set[Any]) -> dict[str, Any]:
    """Let one finder work in a process of its own, and judge what it found."""
    share = PART.get(name, 1.0)
    part = texts[: int(share * len(texts))]
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "texts.json", Path(folder) / "found.json"
        source.write_text(json.dumps(part), "utf-8")
        command = [str(python), __file__, "--work", name, str(size), str(source), str(target)]
        subprocess.run(command, check=True, timeout=1800)
        told = json.loads(target.read_text("utf-8"))
    found = {(one, two) for one, two in told["pairs"]}
    wanted = {pair for pair in truth if pair[1] < len(part)}
    return {
        "finder": name,
        "texts": len(part),
        "rate": len(part) / told["seconds"],
        "memory": told["memory"],
        "recall": len(wanted & found) / max(1, len(wanted)),
        "precision": precision(part, size, sorted(found)),
        "pairs": len(found),
        "true_pairs": len(wanted),
    }


def compare(title: str, texts: list[str], size: int, names: list[str], theirs: Path | None) -> list[dict[str, Any]]:
    """Run all finders on the same texts and print what they did."""
    drawn = random.Random(SEED).sample(range(len(texts)), min(3_000, len(texts)))
    truth = true_pairs(texts, size, drawn)
    print(
        f"\n{title}: {len(texts):,} texts, Jaccard of word {size}-grams >= {THRESHOLD}; {len(truth):,} true pairs drawn"
    )
    print(f"{'':12} {'texts/CPU s':>12} {'recall':>8} {'precision':>10} {'MB':>7} {'pairs':>9}")
    results = []
    for name in names:
        python = Path(sys.executable) if name == "finetooth" else theirs
        if python is None:
            continue
        result = run(name, python, texts, size, drawn, truth)
        results.append(result)
        print(
            f"{name:12} {result['rate']:12,.0f} {result['recall']:8.4f} {result['precision']:10.4f}"
            f" {result['memory']:7,.0f} {result['pairs']:9,}" + (f"  of {result['texts']:,}" if name in PART else ""),
            flush=True,
        )
    return results


def verdict(tables: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """Return the last line: how many times as fast as the fastest opponent, at exact recall and precision."""
    ratios, good = {}, True
    for title, (ours, *others) in tables.items():
        ratios[title] = round(ours["rate"] / max((other["rate"] for other in others), default=float("nan")), 2)
        good &= ours["recall"] == 1.0 and ours["precision"] == 1.0 and ours["memory"] < MEMORY
    measured = all(len(results) > 1 for results in tables.values())
    value = min(ratios.values()) if measured else None
    ok = bool(good and value is not None and value >= FASTER)
    return {
        "name": "speed_duplicates",
        "value": value,
        "target": FASTER,
        "ok": ok,
        "ratios": ratios if measured else {},
        "tables": tables,
    }


def main() -> int:
    """Compare on short texts and on documents."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--data", type=Path, default=Path(__file__).resolve().parents[2] / "shared" / "data")
    parser.add_argument("--work", nargs=4, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.work:
        name, size, source, target = asked.work
        work(name, Path(source), int(size), Path(target))
        return 0
    names = ["finetooth", *OPPONENTS]
    theirs = environment()
    sizes = (30_000, 4_000) if asked.quick else (300_000, 50_000)
    tables = {
        "short texts": compare("short texts", short_texts(asked.data, sizes[0]), 3, names, theirs),
        "documents": compare("documents", documents(asked.data, sizes[1]), 5, names, theirs),
    }
    print(json.dumps(verdict(tables), allow_nan=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
