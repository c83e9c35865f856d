"""The other tools: an environment for each, run at their defaults on the same files, judged by the same scores."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from .audits import Found, Look, run
from .table import Dataset, Files, Name, write

HERE = Path(__file__).resolve().parent
TIMEOUT = 900
COPIES = ("exact_duplicates", "normalised_duplicates", "near_duplicates")
LEAKS = ("exact_leaks", "normalised_leaks", "near_leaks")
ODD = ("other_language", "off_topic", "length_outliers", "merged_records", "empty_texts", "placeholders")


@dataclass(frozen=True)
class Opponent:
    """A tool: what pip installs for it, and which of its findings are meant to see which planted fault."""

    name: str
    packages: tuple[str, ...]
    sees: Mapping[str, tuple[str, ...]]
    wants_features: bool = False


NOISE = dict.fromkeys(("noise_uniform", "noise_confusable", "noise_systematic", "conflicts"), ("label",))
OPPONENTS = (
    Opponent(
        "cleanlab",
        ("cleanlab[datalab]>=2.9", "scikit-learn"),
        {**NOISE, **dict.fromkeys(COPIES, ("near_duplicate",)), **dict.fromkeys(ODD, ("outlier",))},
        wants_features=True,
    ),
    Opponent(
        "finelint",
        ("finelint>=0.2",),
        {
            **dict.fromkeys(COPIES, ("EXACT_DUPLICATE", "NORMALIZED_DUPLICATE", "NEAR_DUPLICATE")),
            "empty_texts": ("BLANK_TEXT_FIELD",),
            "missing_labels": ("BLANK_TEXT_FIELD",),
            "length_outliers": ("LENGTH_OUTLIER",),
        },
    ),
    Opponent(
        "deepchecks",
        ("setuptools<75", "deepchecks[nlp]==0.19.1", "scikit-learn<1.6", "numpy<2", "pandas<2.3"),
        {
            **dict.fromkeys(COPIES, ("TextDuplicates",)),
            "conflicts": ("ConflictingLabels",),
            "near_conflicts": ("ConflictingLabels",),
            **dict.fromkeys(LEAKS, ("TrainTestSamplesMix",)),
            **dict.fromkeys(("mojibake", "control_characters"), ("SpecialCharacters",)),
        },
    ),
)


def cache() -> Path:
    """Return the folder that keeps the environments from one run to the next."""
    root = os.environ.get("FINETOOTH_BENCH_CACHE") or os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(root) / "finetooth-bench"


def environment(opponent: Opponent, may_install: bool) -> Path | None:
    """Return the Python of the opponent's environment, made now where allowed; null where there is none."""
    folder = cache() / opponent.name
    python, ready = folder / "bin" / "python", folder / ".ready"
    if ready.is_file() and ready.read_text("utf-8") == " ".join(opponent.packages):
        return python
    if not may_install:
        return None
    print(f"making an environment for {opponent.name} in {folder} ...", file=sys.stderr, flush=True)
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], capture_output=True)
    pip = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", *opponent.packages]
    done = subprocess.run(pip, capture_output=True, text=True) if made.returncode == 0 else None
    if done is None or done.returncode:
        told = (done.stderr if done else made.stderr.decode()).strip()[-300:]
        print(f"no environment for {opponent.name}: {told}", file=sys.stderr)
        return None
    ready.write_text(" ".join(opponent.packages), "utf-8")
    return python


def there(may_install: bool) -> Iterator[tuple[Opponent, Path]]:
    """Yield the opponents that can be run here."""
    for opponent in OPPONENTS:
        if python := environment(opponent, may_install):
            yield opponent, python


def look(opponent: Opponent, python: Path, data: Dataset, folder: Path, model: str | None) -> Look:
    """Run an opponent on the data set, with only the columns it knows: text and label."""
    files = write(_bare(data), folder / f"{data.name}-{opponent.name}")
    features = _features(files, model) if opponent.wants_features and model else None
    wrapper = HERE / "wrappers" / f"with_{opponent.name}.py"
    told = [str(files.train), str(files.test or ""), str(features or "")]
    ended = run([str(python), str(wrapper), *told], TIMEOUT)
    try:
        said = json.loads(ended.out.strip().splitlines()[-1])
    except (ValueError, IndexError):
        return Look(crash=f"exit {ended.code}: {ended.err.strip()[-300:]}", cost=ended.cost)
    scores: dict[str, dict[Name, float]]
    scores = {kind: dict(enumerate(values, 1)) for kind, values in said.get("scores", {}).items()}
    found = {
        kind: Found(kind, "warning", "", tuple(rows), scores.get(kind, {})) for kind, rows in said["flags"].items()
    }
    return Look(found, cost=ended.cost)


def _bare(data: Dataset) -> Dataset:
    return data.edited({row.key: replace(row, extra={}) for row in (*data.train, *data.test)})


def _features(files: Files, model: str) -> Path | None:
    """Write mean-pooled embeddings of the training texts for a tool that brings none; their time is not counted."""
    import numpy as np
    import torch
    from transformers import AutoModel, AutoTokenizer

    from finetooth.training.base_model import locate

    from .table import read

    folder = locate(model, False).location
    tokenizer, encoder = AutoTokenizer.from_pretrained(folder), AutoModel.from_pretrained(folder).eval()
    texts = [row.text for row in read(files.train)]
    order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
    vectors = np.zeros((len(texts), encoder.config.hidden_size), np.float32)
    with torch.inference_mode():
        for start in range(0, len(order), 64):
            places = order[start : start + 64]
            batch = tokenizer(
                [texts[place] for place in places], padding=True, truncation=True, max_length=128, return_tensors="pt"
            )
            mask = batch["attention_mask"].unsqueeze(-1)
            pooled = (encoder(**batch).last_hidden_state * mask).sum(1) / mask.sum(1)
            vectors[places] = torch.nn.functional.normalize(pooled, dim=1).numpy()
    path = files.train.with_suffix(".npy")
    np.save(path, vectors)
    return path
