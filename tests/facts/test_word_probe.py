"""The word probe: what plain words reach on rows they were not fitted to."""

import pytest

from finetooth.checks.examples import example_facts
from finetooth.core.errors import NotApplicable
from finetooth.core.plugins import all_checks

all_checks()


def test_words_that_tell_the_label_reach_everything() -> None:
    rows = [{"text": f"{'sun' if n % 4 else 'rain'} today", "label": "dry" if n % 4 else "wet"} for n in range(100)]
    probe = example_facts(rows).get("word_probe")
    assert (probe.accuracy, probe.macro_f1, probe.balanced) == (1.0, 1.0, 1.0)


def test_words_that_tell_nothing_reach_chance() -> None:
    rows = [{"text": f"word{n * 7 % 5} and word{n * 3 % 4}", "label": "ab"[n // 20 % 2]} for n in range(400)]
    assert abs(example_facts(rows).get("word_probe").balanced - 0.5) < 0.1


def test_one_class_has_no_probe() -> None:
    with pytest.raises(NotApplicable):
        example_facts([{"text": "a b", "label": "x"}] * 100).get("word_probe")
