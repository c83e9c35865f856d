"""The small models that tell what a data set is worth: logistic regression on TF-IDF, or a real fine-tune."""

import random
from collections.abc import Callable
from typing import Any

Pairs = list[tuple[str, str]]
Learner = Callable[[Pairs, list[str]], list[str]]
EPOCHS, BATCH, RATE, WARM_UP, LONGEST = 5, 16, 2e-4, 0.1, 96


def tfidf(train: Pairs, texts: list[str]) -> list[str]:
    """Learn from pairs of text and label with TF-IDF and logistic regression; return what it says of the texts."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    matrix = words.fit_transform([text for text, _ in train])
    model = LogisticRegression(C=10.0, max_iter=300).fit(matrix, [label for _, label in train])
    return [str(label) for label in model.predict(words.transform(texts))]


def fine_tuning(name: str) -> Learner:
    """Make a learner that fine-tunes this base model with fixed settings: the same for all data, nothing is tuned."""

    def learn(train: Pairs, texts: list[str]) -> list[str]:
        import torch
        from transformers import AutoModelForSequenceClassification, AutoTokenizer

        from finetooth.training.base_model import locate

        torch.manual_seed(0)
        labels = sorted({label for _, label in train})
        folder = locate(name, False).location
        tokenizer = AutoTokenizer.from_pretrained(folder)
        model = AutoModelForSequenceClassification.from_pretrained(folder, num_labels=len(labels))
        _fit(model, tokenizer, [(text, labels.index(label)) for text, label in train])
        model.eval()
        said: list[str] = []
        with torch.inference_mode():
            for start in range(0, len(texts), 64):
                logits = model(**_batch(tokenizer, texts[start : start + 64])).logits
                said += [labels[place] for place in logits.argmax(1).tolist()]
        return said

    return learn


def _fit(model: Any, tokenizer: Any, rows: list[tuple[str, int]]) -> None:
    import torch

    steps, order = EPOCHS * -(-len(rows) // BATCH), random.Random(0)
    optimizer = torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=0.01)
    warm = max(1, round(WARM_UP * steps))
    slope = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / warm, (steps - step) / max(1, steps - warm))
    )
    model.train()
    for _ in range(EPOCHS):
        order.shuffle(rows)
        for start in range(0, len(rows), BATCH):
            part = rows[start : start + BATCH]
            told = _batch(tokenizer, [text for text, _ in part])
            loss = model(**told, labels=torch.tensor([label for _, label in part])).loss
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            slope.step()


def _batch(tokenizer: Any, texts: list[str]) -> Any:
    return tokenizer(texts, padding=True, truncation=True, max_length=LONGEST, return_tensors="pt")
