"""Run the checks of deepchecks' NLP suites that name rows, at their defaults; print the rows by check as JSON.

The checks that need a download (tokens, embeddings) are left out: they fail where there is no network.
"""

import contextlib
import csv
import json
import sys
import warnings
from pathlib import Path

warnings.filterwarnings("ignore")


def read(path: str) -> tuple[list[str], list[str]]:
    """Return texts and labels."""
    with Path(path).open(encoding="utf-8", newline="") as stream:
        records = list(csv.DictReader(stream))
    return [record["text"] for record in records], [record["label"] for record in records]


def main(train: str, test: str | None) -> dict[str, object]:
    """Return ``flags`` by check; rows are 1-based, ``test:3`` in the test file."""
    import nltk
    from deepchecks.nlp import TextData
    from deepchecks.nlp.checks import ConflictingLabels, SpecialCharacters, TextDuplicates, TrainTestSamplesMix

    nltk.download = lambda *_, **__: False  # without a network it would try to fetch stop words again for every text
    texts, labels = read(train)
    data = TextData(texts, label=labels, task_type="text_classification")
    flags: dict[str, list[object]] = {}
    for check, key in ((TextDuplicates, "duplicates"), (ConflictingLabels, "conflicting_samples")):
        table = check().run(data).value[key].reset_index()
        flags[check.__name__] = [int(row) + 1 for row in table["Sample ID"]]
    special = SpecialCharacters().run(data).value["percent_special_chars_per_sample"]
    flags["SpecialCharacters"] = [int(row) + 1 for row, share in special.items() if share > 0.2]
    if test:
        other, their = read(test)
        mixed = TrainTestSamplesMix().run(data, TextData(other, label=their, task_type="text_classification"))
        table = mixed.value["duplicates"].reset_index()
        names = zip(table["Dataset"], table["Sample ID"], strict=True)
        flags["TrainTestSamplesMix"] = [f"test:{int(row) + 1}" for part, row in names if part == "test"]
    return {"flags": flags}


if __name__ == "__main__":
    with contextlib.redirect_stdout(sys.stderr):
        found = main(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 and sys.argv[2] else None)
    print(json.dumps(found))
