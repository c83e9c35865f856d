"""What the tests of language models' tasks share: the tiny model's tokenizer, and other ways of writing templates."""

from pathlib import Path

import pytest

THINKS = (  # leaves the thoughts of earlier answers out, as some templates of reasoning models do
    "{% for message in messages %}<|im_start|>{{ message.role }}\n"
    "{% if message.role == 'assistant' and not loop.last %}{{ message.content.split('|')[-1] }}"
    "{% else %}{{ message.content }}{% endif %}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
ENDLESS = (  # never ends an answer, and knows nothing of a generation prompt
    "{% for message in messages %}{{ message.role }}: {{ message.content }}\n{% endfor %}"
)
STRICT = (
    "{% if messages[0].role == 'system' %}{{ raise_exception('system turns are not supported') }}{% endif %}"
    "{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
TOOLS = (
    "{% if tools %}<|im_start|>system\n{{ tools | tojson }}<|im_end|>\n{% endif %}"
    "{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}"
    "{% for call in message.tool_calls %}<call>{{ call.function | tojson }}{% endfor %}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
TEMPLATES = {"thinks": THINKS, "endless": ENDLESS, "strict": STRICT, "tools": TOOLS, "none": None}


@pytest.fixture
def words(tiny_lm: Path):
    """The tiny model's tokenizer, with SmolLM2's template."""
    from transformers import AutoTokenizer

    return AutoTokenizer.from_pretrained(tiny_lm)


@pytest.fixture
def words_with(words):
    """Gives the tokenizer another template, by its name."""

    def with_one(name: str):
        words.chat_template = TEMPLATES[name]
        return words

    return with_one
