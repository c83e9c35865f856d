"""Run cleanlab's Datalab at its defaults on a CSV; print flagged rows and scores by issue type as JSON.

Datalab wants features and out-of-sample probabilities: those of a 5-fold logistic regression on the embeddings given
as a .npy file, or on TF-IDF reduced to 100 dimensions where none is given.
"""

import contextlib
import csv
import json
import sys
from pathlib import Path

import numpy as np
from cleanlab import Datalab
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict


def main(train: str, features: str | None) -> dict[str, object]:
    """Return ``flags`` and ``scores`` by issue type; rows are 1-based."""
    with Path(train).open(encoding="utf-8", newline="") as stream:
        records = list(csv.DictReader(stream))
    texts, labels = [record["text"] for record in records], np.array([record["label"] for record in records])
    seen = np.unique(labels, return_counts=True)
    usual = np.isin(labels, seen[0][seen[1] >= 5])  # classes of fewer rows than folds cannot be cross-validated
    known = np.where(usual, labels, seen[0][seen[1].argmax()])
    if features:
        matrix = np.load(features)
    else:
        matrix = TruncatedSVD(100, random_state=0).fit_transform(
            TfidfVectorizer(sublinear_tf=True).fit_transform(texts)
        )
    likely = cross_val_predict(LogisticRegression(max_iter=500), matrix, known, cv=5, method="predict_proba")
    lab = Datalab(data={"text": texts, "label": list(known)}, label_name="label", verbosity=0)
    lab.find_issues(features=matrix, pred_probs=likely)
    flags, scores = {}, {}
    for kind in lab.get_issue_summary()["issue_type"]:
        issues = lab.get_issues(kind)
        flags[kind] = [int(row) + 1 for row in np.flatnonzero(issues[f"is_{kind}_issue"])]
        scores[kind] = [float(1 - value) for value in issues[f"{kind}_score"]]
    return {"flags": flags, "scores": scores}


if __name__ == "__main__":
    with contextlib.redirect_stdout(sys.stderr):
        found = main(sys.argv[1], sys.argv[3] if len(sys.argv) > 3 and sys.argv[3] else None)
    print(json.dumps(found))
