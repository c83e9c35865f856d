from dataclasses import replace

from finetooth.core.tuning import Dimension, Repeat, Selection, Trial
from finetooth.report.page import page
from finetooth.report.tuning import insight, repeat_lines, trial_lines

BEST = Trial(1, {"learning_rate": 2e-4, "head": "linear"}, 0.75, 2.0, 9.0, score_error=0.021, tokens=12_000)
DEFAULT = Trial(0, {"learning_rate": 1e-4, "head": "fresh"}, 0.7, 2.0, 9.0, fold_scores=(0.6, 0.8))
CHOSEN = Selection(1, 1, 0.05, 0.01, 0.03, 0.07, 0.01, 90)


def test_a_line_tells_what_is_special_about_a_trial():
    tried = (
        DEFAULT,
        BEST,
        replace(BEST, number=2, same_as=1, seconds=0.0),
        replace(BEST, number=3, suggested_by="runs/before", attempts=2, pruned="behind the others"),
        Trial(4, {"learning_rate": 1.0, "head": "linear"}, None, None, 2.0, error="the loss became nan in step 3"),
    )
    lines, tokens = trial_lines(tried, CHOSEN)
    assert tokens
    assert [line.name for line in lines] == ["0", "1 (best) (chosen)", "2", "3", "4"]
    assert (lines[1].score, lines[1].error, lines[1].tokens) == ("0.750", "± 0.021", "12,000")
    assert lines[0].remarks == ("folds: 0.600, 0.800",)
    assert lines[2].remarks == ("same setting as trial 1: not fitted again",)
    assert lines[3].remarks == ("best setting of the run runs/before", "2 attempts", "ended early: behind the others")
    assert lines[4].remarks == ("the loss became nan in step 3",)
    assert not trial_lines((DEFAULT,), None).tokens


def test_repeats_stand_in_a_line_a_finalist_with_their_mean():
    repeats = (Repeat(1, 44, 0.74, 9.0), Repeat(0, 43, 0.70, 9.0), Repeat(1, 43, 0.76, 9.0),
               Repeat(0, 44, None, 1.0, error="out of memory"))  # fmt: skip
    lines, seeds = repeat_lines(repeats)
    assert seeds == (43, 44)
    assert [(line.trial, line.mean) for line in lines] == [(0, "0.700"), (1, "0.750")]
    assert lines[0].scores == (("0.700", ""), ("undefined", "out of memory"))
    assert repeat_lines(()) == ((), ())


def test_the_page_shows_them_and_why_the_search_ended(make_evidence):
    evidence = make_evidence(
        trials=(DEFAULT, BEST),
        selection=CHOSEN,
        repeats=(Repeat(1, 43, 0.76, 9.0, error=""), Repeat(0, 43, None, 1.0, error="<b>lost</b>")),
        ended="all 2 trials are <i>done</i>",
    )
    text = page(evidence, [])
    for said in ("What the search tells of its options", "Fitted again with further seeds", "seed 43", "12,000",
                 "The search ended: <bdi>all 2 trials are &lt;i&gt;done", "&lt;b&gt;lost",
                 "not told: 2 finished settings are too few"):  # fmt: skip
        assert said in text
    plain = page(make_evidence(trials=(DEFAULT,), selection=None), [])
    assert "Fitted again" not in plain
    assert "What the search tells" not in plain


def test_a_page_of_failed_trials_says_how_many(make_evidence):
    failed = replace(DEFAULT, score=None, error="</td><script>alert(1)</script>")
    text = page(make_evidence(trials=(failed, replace(failed, number=1))), [])
    assert "none of 2 trials has a score" in text
    assert "<script" not in text


def test_insight_has_a_figure_for_each_thing_there_is_to_tell(make_evidence):
    space = (Dimension("learning_rate", low=1e-5, high=1e-2, log=True), Dimension("head", ("fresh", "linear")),
             Dimension("weight_decay", low=0.0, high=0.2))  # fmt: skip
    many = tuple(
        Trial(n, {"learning_rate": 1e-5 * (n + 1), "head": space[1].values[n % 2], "weight_decay": n / 100},
              0.6 + n / 50, 2.0, 9.0)
        for n in range(12)
    )  # fmt: skip
    found = insight(make_evidence(trials=many, space=space))
    assert len(found.figures) == 4
    assert found.silent == ""
    few = insight(make_evidence(trials=many[:3], space=space))
    assert len(few.figures) == 2
    assert few.silent == "3 finished settings are too few: 10 are needed"
