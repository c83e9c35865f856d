"""What a model card says of each kind of problem: what is learned, and how plain loading reads the outputs."""

from finetooth.problems.problem import MULTI, ORDINAL, REGRESSION, SINGLE
from finetooth.report.numbers import plural


def about(problem_type: str, labels: int) -> str:
    """Return what the model is: `A text classifier with 3 labels`."""
    return {
        MULTI: f"A text classifier with {plural(labels, 'label')}, of which a text can have several or none",
        ORDINAL: f"A grader of texts with {plural(labels, 'grade')}",
        REGRESSION: "A model that tells a number for a text",
    }.get(problem_type, f"A text classifier with {plural(labels, 'label')}")


def gives(problem_type: str) -> str:
    """Return what it gives for a text: `one label`."""
    return {MULTI: "the labels that apply", ORDINAL: "one grade", REGRESSION: "a number"}.get(problem_type, "one label")


def read_pooled(problem_type: str) -> str:
    """Return the code that makes an answer of the ``logits`` of sentence-transformers."""
    names = "model[0].auto_model.config.id2label"
    return {
        MULTI: f"labels = [{names}[place] for place in (logits[0] >= 0).nonzero()[0].tolist()]  # from a half on",
        REGRESSION: "number = float(logits[0, 0])  # in the unit of the labels",
    }.get(problem_type, f"label = {names}[logits[0].argmax()]")


def read_own(problem_type: str) -> str:
    """Return the code that makes an answer of a model with its architecture's own head."""
    return {
        MULTI: "logits = model(**inputs).logits[0]\n"
        "labels = [model.config.id2label[place] for place in (logits >= 0).nonzero()[:, 0].tolist()]  # from a half on",
        REGRESSION: "number = model(**inputs).logits.item()  # in the unit of the labels",
    }.get(problem_type, "label = model.config.id2label[model(**inputs).logits.argmax().item()]")


def has_labels(problem_type: str) -> bool:
    """Whether the outputs have names that mean something."""
    return problem_type in (SINGLE, ORDINAL, MULTI)
