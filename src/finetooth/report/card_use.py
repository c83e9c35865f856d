"""How a model card says the model is used: what reproduces it, and what plain loading gives."""

from collections.abc import Iterator

from finetooth.answering.answering import Answering
from finetooth.core.results import Settings
from finetooth.report.card_kinds import read_own, read_pooled
from finetooth.report.markdown import plain
from finetooth.report.numbers import percent

_READ = {
    "tail": "its end",
    "head_tail": "a quarter of that from its beginning and the rest from its end",
    "windows": "all of it in overlapping windows, whose logits are averaged",
}
_FILE = "Or, for a file of rows, with probabilities:\n\n```sh\nfinetooth predict RUN new_rows.csv\n```"
_SAME = """From the run's folder, as it was trained and measured:

```python
from pathlib import Path

from finetooth import predict

predict(Path("."), "new_rows.csv", Path("predictions.csv"))  # or: finetooth predict . new_rows.csv
```"""
_POOLED = """```python
from sentence_transformers import SentenceTransformer

model = SentenceTransformer("4-train/model")
logits = model.encode(["a text"])  # a column for each label, in the order of id2label
{read}
```

The model pools its tokens as its base was trained to. `AutoModelForSequenceClassification` knows no such head: it would
load the encoder and put a random head in the place of this one."""


def how_to_use(settings: Settings) -> Iterator[str]:
    """Yield the paragraphs: plain loading is the way only where it reads texts as training did."""
    kind = settings.problem_type
    pooled = _POOLED.replace("{read}", read_pooled(kind))
    plain = pooled if settings.pooling != "own" else _own_head(settings.max_length, kind)
    if settings.truncation not in _READ:
        yield f"From the run's folder:\n\n{plain}"
        yield _FILE
        return
    yield _SAME
    longest = settings.max_length
    yield (
        f"Of a text of more than {longest} tokens this model reads {_READ[settings.truncation]}. Loaded without "
        f"finetooth, as below, it is given the first {longest} tokens alone, so that its answers to longer texts are "
        "others than those measured here; those to shorter ones are the same."
    )
    yield plain


def how_it_answers(answering: Answering | None) -> Iterator[str]:
    """Yield what is done to the probabilities that plain loading does not do."""
    if answering is None:
        return
    if answering.label_thresholds:
        where = "`5-evaluate/answering.json` holds them, plain loading does not go by them"
        yield f"Each label is answered from a threshold of its own: {where}."
        return
    plain_rule = answering.rule.kind == "argmax" and answering.abstain_below is None
    if answering.scaling.kind == "none" and plain_rule:
        return
    told = [f"Its probabilities are calibrated ({plain(answering.scaling.told, 200)})."]
    told = told if answering.scaling.kind != "none" else []
    told += [plain(line, 200) for line in answering.rule.told(answering.labels)] if not plain_rule else []
    if answering.abstain_below is not None:
        told.append(f"Answers that are less than {percent(answering.abstain_below)} sure are held back.")
    where = "`5-evaluate/answering.json` holds the numbers; `finetooth predict` goes by them, plain loading does not."
    yield "\n".join([*told, where])


def _own_head(longest: int, problem_type: str) -> str:
    """Return how to load a model with its architecture's own head."""
    return (
        "```python\n"
        "from transformers import AutoModelForSequenceClassification, AutoTokenizer\n\n"
        'model = AutoModelForSequenceClassification.from_pretrained("4-train/model")\n'
        'tokenizer = AutoTokenizer.from_pretrained("4-train/model")\n'
        f'inputs = tokenizer(["a text"], truncation=True, max_length={longest}, return_tensors="pt")\n'
        f"{read_own(problem_type)}\n```"
    )
