"""What the model card of a language model says in place of a classifier's: what it is for, and how to use it."""

from collections.abc import Iterator

from finetooth.core.results import Settings

_CODE = """```python
from transformers import AutoModelForCausalLM, AutoTokenizer

model = AutoModelForCausalLM.from_pretrained("4-train/model")
tokenizer = AutoTokenizer.from_pretrained("4-train/model")
turns = [{"role": "user", "content": "a prompt"}]
inputs = tokenizer.apply_chat_template(turns, add_generation_prompt=True, return_tensors="pt", return_dict=True)
answer = model.generate(**inputs, max_new_tokens=256, do_sample=False)[0, inputs["input_ids"].shape[1] :]
print(tokenizer.decode(answer, skip_special_tokens=True))
```"""
_ADAPTER = "The LoRA adapter alone lies in `4-train/adapter`, for `peft.PeftModel.from_pretrained(base, folder)`."
_FILE = "Or, for a file of prompts:\n\n```sh\nfinetooth predict RUN new_prompts.jsonl\n```"


def use_of_language(settings: Settings) -> Iterator[str]:
    """Yield the paragraphs from "What it is for" on."""
    yield "## What it is for"
    yield (
        "It answers prompts like those it was trained on. Other tasks, languages or lengths were not tried unless a "
        "table below says so; what it forgot of other things stands in the report."
    )
    yield "## How to use it"
    yield f"From the run's folder, with its own chat template:\n\n{_CODE}"
    if settings.lora_r:
        yield _ADAPTER
    yield _FILE
