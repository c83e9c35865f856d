"""How a model card says the model is used: what reproduces it, and what plain loading gives."""

from collections.abc import Iterator

from finetooth.core.results import Settings

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
label = model[0].auto_model.config.id2label[logits[0].argmax()]
```

The model pools its tokens as its base was trained to. `AutoModelForSequenceClassification` knows no such head: it would
load the encoder and put a random head in the place of this one."""


def how_to_use(settings: Settings) -> Iterator[str]:
    """Yield the paragraphs: plain loading is the way only where it reads texts as training did."""
    plain = _POOLED if settings.pooling != "own" else _own_head(settings.max_length)
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


def _own_head(longest: int) -> str:
    """Return how to load a model with its architecture's own head."""
    return (
        "```python\n"
        "from transformers import AutoModelForSequenceClassification, AutoTokenizer\n\n"
        'model = AutoModelForSequenceClassification.from_pretrained("4-train/model")\n'
        'tokenizer = AutoTokenizer.from_pretrained("4-train/model")\n'
        f'inputs = tokenizer(["a text"], truncation=True, max_length={longest}, return_tensors="pt")\n'
        "label = model.config.id2label[model(**inputs).logits.argmax().item()]\n```"
    )
