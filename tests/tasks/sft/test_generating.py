"""Generated answers: batches change nothing, budgets hold, and who ended by itself is told."""

from pathlib import Path

import pytest

from finetooth.tasks.sft.generating import ROWS_PER_BATCH, _batches, generate, stops_of

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def loaded(tiny_lm: Path):
    from transformers import AutoModelForCausalLM, AutoTokenizer

    return AutoModelForCausalLM.from_pretrained(tiny_lm), AutoTokenizer.from_pretrained(tiny_lm)


@pytest.fixture(scope="module")
def prompts(loaded) -> list[list[int]]:
    texts = ["the lamp arrived", "on monday", "a box with two screws was left near our door by them", "the"]
    return [loaded[1](text)["input_ids"] for text in texts * 6]


def test_a_batch_answers_as_each_prompt_alone(loaded, prompts: list[list[int]]):
    together = generate(*loaded, prompts, [12] * len(prompts), frozenset())
    alone = [generate(*loaded, [prompt], [12], frozenset())[0] for prompt in prompts[:4]]
    assert together[:4] == alone
    assert together[4:8] == alone
    assert len({one.text for one in alone}) > 1


def test_each_answer_keeps_to_its_own_budget(loaded, prompts: list[list[int]]):
    found = generate(*loaded, prompts[:4], [3, 9, 1, 5], frozenset())
    assert [one.tokens for one in found] == [3, 9, 1, 5]
    assert not any(one.ended for one in found)


def test_an_answer_ends_at_a_stop_and_leaves_it_out(loaded, prompts: list[list[int]]):
    model, tokenizer = loaded
    free = generate(model, tokenizer, prompts[:1], [8], frozenset())[0]
    tokens = model.generate(
        input_ids=__import__("torch").tensor([prompts[0]]), max_new_tokens=8, do_sample=False, eos_token_id=None
    )[0, len(prompts[0]) :].tolist()
    stop = tokens[-1]
    found = generate(model, tokenizer, prompts[:1], [8], frozenset({stop}))[0]
    assert found.ended
    assert found.tokens == tokens.index(stop) < free.tokens
    assert free.text.startswith(found.text)


def test_progress_ends_at_one_and_the_model_trains_on(loaded, prompts: list[list[int]]):
    told: list[float] = []
    loaded[0].train()
    generate(*loaded, prompts, [2] * len(prompts), frozenset(), told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert loaded[0].training
    loaded[0].eval()


def test_no_prompts_and_empty_prompts(loaded):
    assert generate(*loaded, [], [], frozenset()) == []
    with pytest.raises(ValueError, match="a token at least"):
        generate(*loaded, [[]], [3], frozenset())


def test_batches_are_bounded_in_rows_and_tokens():
    lengths = [[0] * 10] * 40 + [[0] * 6_000] * 3
    found = _batches(lengths, [100] * 43)
    assert sorted(row for rows in found for row in rows) == list(range(43))
    assert max(map(len, found)) == ROWS_PER_BATCH
    assert [len(rows) for rows in found[:3]] == [1, 1, 1]


def test_the_stops_are_those_of_tokenizer_and_model(loaded):
    model, tokenizer = loaded
    assert tokenizer.eos_token_id in stops_of(model, tokenizer)
    assert stops_of(model, tokenizer, 5) == stops_of(model, tokenizer) | {5}


def test_settings_of_the_base_model_do_not_bend_the_most_probable_answer(loaded, prompts: list[list[int]]):
    model, tokenizer = loaded
    plain = generate(model, tokenizer, prompts[:2], [10, 10], frozenset())
    model.generation_config.repetition_penalty = 5.0
    try:
        assert generate(model, tokenizer, prompts[:2], [10, 10], frozenset()) == plain
    finally:
        model.generation_config.repetition_penalty = 1.0
