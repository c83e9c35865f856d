import polars as pl
import pytest

from finetooth.comparing.answers import as_came, read_answers, taught_by
from finetooth.core.errors import UserError
from finetooth.core.ledger import Ledger
from finetooth.core.rows import Rows, row_id


def test_a_run_is_read_with_all_that_is_known_of_its_rows(made):
    found = read_answers(made("tea", [3], baselines={"majority": [[0.5, 0.5]] * 80}))
    assert (found.name, len(found), found.metric) == ("tea", 80, "macro_f1")
    assert found.predictions.labels == ("bad", "good")
    assert (found.predictions.predicted != found.predictions.truth).nonzero()[0].tolist() == [3]
    assert found.columns["shop"].to_list()[:4] == ["north", "north", "south", "south"]
    assert found.rows["came"][0] == "the lamp number 0"
    assert list(found.baselines) == ["majority"]
    assert found.groups is None


def test_groups_are_numbered_and_rows_without_one_stand_alone(answers):
    rows = [{"text": f"row {n}", "label": "good", "group": [None, "x", "x", "y"][n]} for n in range(4)]
    groups = answers("tea", rows=rows).groups.tolist()
    assert groups[1] == groups[2]
    assert len(set(groups)) == 3


@pytest.mark.parametrize("broken", ["labels", "predictions", "missing"])
def test_what_cannot_be_read_is_the_users_mistake(made, broken):
    root = made("tea")
    path = {"labels": "4-train/labels.json", "predictions": "5-evaluate/predictions.parquet"}.get(broken)
    if path:
        (root / path).write_text("{")
    else:
        (root / "5-evaluate" / "done.json").unlink()
    with pytest.raises(UserError, match=r"cannot be read|5-evaluate is not done"):
        read_answers(root)


def test_predictions_of_other_rows_are_refused(made):
    root = made("tea")
    path = root / "5-evaluate" / "predictions.parquet"
    pl.read_parquet(path).head(20).write_parquet(path)
    with pytest.raises(UserError, match="not those of the test rows"):
        read_answers(root)


def test_the_fingerprint_is_of_the_content_whatever_the_order(made, answers):
    one, again = answers("a"), answers("b", [1, 2])
    assert one.fingerprint() == again.fingerprint()
    changed = [{"text": "new", "label": "good"}, *one.rows.select("text", "label").to_dicts()[1:]]
    assert answers("c", rows=changed).fingerprint() != one.fingerprint()
    backwards = one.rows.select("text", "label").to_dicts()[::-1]
    assert answers("d", rows=backwards).fingerprint() == one.fingerprint()


def test_rows_as_they_came_are_told_by_the_first_entry():
    rows = Rows.of([{"role": "test", "text": "clean"}, {"role": "test", "text": "same"}])
    entry = {"row": row_id("test", 1), "action": "edit", "column": "text", "reason": "x"}
    entries = [{**entry, "before": "&amp;raw", "after": "&raw"}, {**entry, "before": "&raw", "after": "clean"}]
    ledger = Ledger.empty().plus(pl.DataFrame(entries), "2-prepare", "PRE007")
    assert as_came(rows, ledger).texts.to_list() == ["&amp;raw", "same"]


def test_what_taught_is_found_and_nothing_where_there_is_nothing(made, tmp_path):
    assert taught_by(made("tea")).get_column("came").to_list() == ["a lesson on bad", "a lesson on good"]
    assert taught_by(tmp_path / "nothing").is_empty()
