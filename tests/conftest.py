"""What many tests share: rows of our own making, and a tiny real encoder that trains in seconds."""

import csv
import os
import random
from pathlib import Path

import pytest

os.environ.setdefault("OMP_NUM_THREADS", "1")  # tiny models: two threads only wait for each other
os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")

GOOD = ["lovely", "brilliant", "charming", "delightful", "superb", "pleasing", "splendid", "graceful"]
BAD = ["dreadful", "tedious", "clumsy", "horrid", "dismal", "shoddy", "feeble", "wretched"]
PLAIN = [
    "the",
    "lamp",
    "kettle",
    "chair",
    "arrived",
    "on",
    "monday",
    "in",
    "a",
    "box",
    "with",
    "two",
    "screws",
    "and",
    "was",
    "left",
    "near",
    "our",
    "door",
    "by",
    "them",
]


CHATML = (  # SmolLM2's template: a system prompt comes in where the conversation has none
    "{% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}{{ '<|im_start|>system\n"
    "You are a helpful AI assistant<|im_end|>\n' }}{% endif %}{{'<|im_start|>' + message['role'] + '\n' + "
    "message['content'] + '<|im_end|>' + '\n'}}{% endfor %}{% if add_generation_prompt %}"
    "{{ '<|im_start|>assistant\n' }}{% endif %}"
)


def make_opinions(count: int, seed: int = 0) -> list[dict[str, str]]:
    """Return distinct made-up opinions, label good or bad; about 3 % carry the other label's word too."""
    draw, found = random.Random(seed), {}
    while len(found) < count:
        label = draw.choice(["good", "bad"])
        words = draw.choices(PLAIN, k=draw.randint(5, 12)) + draw.choices(GOOD if label == "good" else BAD, k=2)
        if draw.random() < 0.03:
            words += draw.choices(BAD if label == "good" else GOOD, k=1)
        draw.shuffle(words)
        found.setdefault(" ".join(words), label)
    return [{"text": text, "label": label} for text, label in found.items()]


def write_rows(path: Path, rows: list[dict[str, str]]) -> Path:
    """Write rows as CSV."""
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What tests compute is kept in a folder of theirs, not in the user's cache."""
    os.environ["FINETOOTH_CACHE"] = str(tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="session")
def opinions():
    """Makes made-up opinions: ``opinions(count, seed)``."""
    return make_opinions


@pytest.fixture(scope="session")
def write_csv():
    """Writes rows as CSV: ``write_csv(path, rows)``."""
    return write_rows


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A BERT of one layer and 64 dimensions with random weights and a vocabulary of our words."""
    import torch
    from tokenizers import BertWordPieceTokenizer
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    folder = tmp_path_factory.mktemp("tiny") / "model"
    folder.mkdir()
    letters = [chr(code) for code in range(ord("a"), ord("z") + 1)]
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *sorted({*GOOD, *BAD, *PLAIN, *letters})]
    vocabulary += [f"##{letter}" for letter in letters]
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=64,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=128,
        max_position_embeddings=64,
    )
    BertModel(config).save_pretrained(folder)
    words = BertWordPieceTokenizer(vocab={word: number for number, word in enumerate(vocabulary)})
    special = {"pad_token": "[PAD]", "unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]"}
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=words._tokenizer, model_max_length=64, **special)
    tokenizer.save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def tiny_lm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Llama of one layer and 32 dimensions with random weights, a byte-level BPE and SmolLM2's ways.

    The ChatML template brings a default system prompt; pad and eos are <|im_end|>, bos is <|im_start|>.
    """
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    folder = tmp_path_factory.mktemp("tiny_lm") / "model"
    tokenizer = make_lm_tokenizer()
    tokenizer.save_pretrained(folder)
    torch.manual_seed(0)
    ends = {"bos_token_id": tokenizer.bos_token_id, "eos_token_id": tokenizer.eos_token_id}
    config = LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        num_key_value_heads=1,
        intermediate_size=64,
        max_position_embeddings=512,
        tie_word_embeddings=True,
        pad_token_id=tokenizer.pad_token_id,
        **ends,
    )
    LlamaForCausalLM(config).save_pretrained(folder)
    return folder


def make_lm_tokenizer():
    """Return a byte-level BPE of about 400 tokens with SmolLM2's special tokens and chat template."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    special = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    words = Tokenizer(models.BPE())
    words.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    words.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=400, special_tokens=special, initial_alphabet=alphabet, show_progress=False
    )
    roles = ["system", "user", "assistant", "You are a helpful AI assistant"]
    words.train_from_iterator([" ".join([*GOOD, *BAD, *PLAIN, *roles])] * 3, trainer)
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=words,
        bos_token="<|im_start|>",
        eos_token="<|im_end|>",
        pad_token="<|im_end|>",
        unk_token="<|endoftext|>",
        model_max_length=512,
    )
    tokenizer.chat_template = CHATML
    return tokenizer


@pytest.fixture(scope="session")
def made_run():
    """Makes run folders as finished runs leave them, without any model: ``made_run(root, rows, probabilities)``.

    ``rows`` are test rows (text, label, and other columns); ``probabilities`` are those of the labels, in their order.
    """
    return make_run


def make_run(root: Path, rows: list[dict[str, str]], probabilities, labels=("bad", "good"), **told) -> Path:
    """Write the run. ``told``: go, at, metric, verdicts, baselines (probabilities by name), recipe (keys), reverse."""
    import polars as pl

    from finetooth.core import store
    from finetooth.core.ledger import Ledger
    from finetooth.core.results import Scores, Splits
    from finetooth.core.rows import Rows
    from finetooth.metrics.predictions import Predictions
    from finetooth.metrics.score import score

    taught = told.get("taught") or [{"text": f"a lesson on {label}", "label": label} for label in labels]
    known = ("text", "label", "pair", "group")
    test = Rows.of({"role": "test", **{name: row.get(name) for name in known}} for row in rows)
    train = Rows.of({"text": row["text"], "label": row["label"]} for row in taught)
    others = [{name: value for name, value in row.items() if name not in ("text", "pair")} for row in rows]
    columns = pl.DataFrame([test.ids, *pl.DataFrame(others).get_columns()])
    empty = Rows.of([])
    made = Predictions.of(test.ids, test.labels, probabilities, labels)
    beside = {
        name: Predictions.of(test.ids, test.labels, found, labels) for name, found in told.get("baselines", {}).items()
    }
    metric = told.get("metric", "macro_f1")
    scores = Scores(score(made, 200), {name: score(one, 200) for name, one in beside.items()}, metric)
    for number, stage in enumerate(("audit", "prepare", "tune", "train", "evaluate", "validate", "report"), 1):
        (root / f"{number}-{stage}").mkdir(parents=True)
        store.write_json(root / f"{number}-{stage}" / "done.json", {})
    Rows.concat([train, test]).table.write_parquet(root / "1-audit" / "rows.parquet")
    columns.write_parquet(root / "1-audit" / "columns.parquet")
    store.write_json(root / "1-audit" / "sources.json", [{"label_column": "label"}])
    store.save(Splits(train, empty, test, empty), root / "2-prepare")
    Ledger.empty().table.write_parquet(root / "2-prepare" / "ledger.parquet")
    store.write_json(root / "4-train" / "labels.json", list(labels))
    made.to_frame(test.labels).write_parquet(root / "5-evaluate" / "predictions.parquet")
    frames = [one.to_frame().select(pl.lit(name).alias("baseline"), "id", "^p_.*$") for name, one in beside.items()]
    if frames:
        pl.concat(frames).write_parquet(root / "5-evaluate" / "baseline_predictions.parquet")
    _write_judgement(root, scores, told)
    return root


def _write_judgement(root: Path, scores, told) -> None:
    import yaml
    from pydantic import TypeAdapter

    from finetooth.core import store
    from finetooth.core.finding import MISTAKES, Outcome, Severity, Verdict
    from finetooth.core.results import Scores

    passed = [
        Verdict(f"{code}001", "a title", Outcome.PASSED, Severity.ERROR, "12 rows looked at") for code in MISTAKES
    ]
    verdicts = [*passed, *told.get("verdicts", ())]
    store.write_lines(
        root / "5-evaluate" / store.VERDICTS, TypeAdapter(list[Verdict]).dump_python(verdicts, mode="json")
    )
    store.write_json(root / "5-evaluate" / "scores.json", TypeAdapter(Scores).dump_python(scores, mode="json"))
    decision = {"decision": "go" if told.get("go", True) else "no-go", "blocking": [], "waived": [], "uncovered": []}
    store.write_json(root / "7-report" / "decision.json", {**decision, "reasons": {}, "scores": {}})
    store.write_json(root / "run.json", {"base_model": {"name": "package:tiny"}})
    content = {"base_model": "package:tiny", "data": {"train": "tea.csv"}, "evaluate": {"resamples": 300}}
    (root / "recipe.yaml").write_text(yaml.safe_dump({**content, **told.get("recipe", {})}))
    at = told.get("at", "2026-01-02T03:04:05+0000")
    for stage in ("5-evaluate", "7-report"):
        store.append_json(root / "log.jsonl", {"at": at, "kind": "done", "stage": stage, "message": ""})


@pytest.fixture
def made_lm_run():
    """Makes run folders as finished runs of a language model leave them: ``made_lm_run(root, rows, wrong)``.

    ``rows`` have a prompt and a reference; those in ``wrong`` are answered with the word "wrong".
    """
    return make_lm_run


def make_lm_run(root: Path, rows: list[dict[str, str]], wrong=(), **told) -> Path:
    """Write the run. ``told``: go, at, asked (how many rows were answered), losses (False: an older run), tokens."""
    import polars as pl

    from finetooth.core import store
    from finetooth.core.results import Scores
    from finetooth.core.rows import Rows
    from finetooth.metrics.text import text_metrics
    from finetooth.metrics.text.score import score_answers

    for number, stage in enumerate(("audit", "prepare", "tune", "train", "evaluate", "validate", "report"), 1):
        (root / f"{number}-{stage}").mkdir(parents=True)
        store.write_json(root / f"{number}-{stage}" / "done.json", {})
    known = [
        {"role": "test", "text": row["prompt"], "pair": row["reference"], "group": row.get("group")} for row in rows
    ]
    test = Rows.of(known).table
    for name in ("train", "test"):
        test.write_parquet(root / "2-prepare" / f"{name}.parquet")
    asked = test.head(told.get("asked", len(rows)))
    off = [place in set(wrong) for place in range(len(rows))]
    said = ["wrong" if bad else row for row, bad in zip(asked["pair"], off, strict=False)]
    loss = [1.5 if bad else 0.5 for bad in off]
    ended = [not bad for bad in off][: asked.height]
    columns = {"prompt": asked["text"], "reference": asked["pair"], "base": said, "tuned": said}
    more = {"base_ended": ended, "tuned_ended": ended, "base_loss": loss[: asked.height]}
    answers = pl.DataFrame({"id": asked["id"], **columns, **more, "tuned_loss": loss[: asked.height]})
    answers.write_parquet(root / "5-evaluate" / "answers.parquet")
    if told.get("losses", True):
        tokens = float(told.get("tokens", 4))
        sums = [one * tokens for one in loss]
        table = pl.DataFrame({"id": test["id"], "base_loss": sums, "tuned_loss": sums, "tokens": [tokens] * len(rows)})
        table.write_parquet(root / "5-evaluate" / "losses.parquet")
    metrics = text_metrics(["exact_match", "token_f1"], [], "")
    scores = tuple(score_answers(one, said, asked["pair"].to_list(), 200) for one in metrics)
    _write_judgement(root, Scores(scores, {}, "exact_match"), {"recipe": {"task": "sft"}, **told})
    return root


@pytest.fixture(scope="session")
def finished_run(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of a real tiny model on 280 opinions, whose column is `review` and whose labels are hostile; read only."""
    from finetooth.pipeline import run
    from finetooth.recipe.files import make_recipe

    folder = tmp_path_factory.mktemp("predict")
    labels = {"good": "=good", "bad": "-1"}  # what a spreadsheet would take for a formula, and for a number
    rows = [{"review": row["text"], "label": labels[row["label"]]} for row in make_opinions(280)]
    options = {
        "base_model": str(tiny_model),
        "data": {"train": str(write_rows(folder / "train.csv", rows)), "on_bad_line": "quarantine", "delimiter": ","},
        "prepare": {"fix": ["PRE007"]},
        "tune": {"method": "none"},
        "training": {
            "num_train_epochs": 5,
            "learning_rate": 0.005,
            "per_device_train_batch_size": 8,
            "cross_validation": "none",
        },
        "evaluate": {"resamples": 200},
    }
    return run(make_recipe(options), folder / "run").root
