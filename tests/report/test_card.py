import re
from dataclasses import replace

import pytest
import yaml

from finetooth.core.results import Base
from finetooth.report.card import card
from finetooth.report.card_metadata import hub_id


def metadata(text):
    return yaml.safe_load(text.split("---\n")[1])


def test_metadata_is_what_the_hub_reads(make_evidence):
    hub = pytest.importorskip("huggingface_hub")
    text = card(make_evidence())
    found = metadata(text)
    assert (found["library_name"], found["pipeline_tag"], found["tags"]) == (
        "transformers",
        "text-classification",
        ["finetooth"],
    )
    assert found["metrics"] == ["accuracy", "f1", "precision", "recall", "roc_auc"]
    assert not found.keys() & {"base_model", "license", "language"}
    results = hub.ModelCard(text).data.eval_results
    assert {result.metric_type: result.metric_value for result in results}["f1"] == 0.812


@pytest.mark.parametrize(("name", "location", "found"), [
    ("org/model", "/cache/models--org--model/snapshots/1a2b", "org/model"),
    ("bert-base-uncased", "/cache/models--bert-base-uncased/snapshots/1a2b", "bert-base-uncased"),
    ("package:x", "/somewhere/x", None), ("./mine", "./mine", None), ("/abs/mine", "/abs/mine", None),
    ("org/model\nlicense: mit", "org/model\nlicense: mit", None),
])  # fmt: skip
def test_base_model_is_named_only_where_the_hub_has_it(make_evidence, name, location, found):
    base = Base(name, location, "")
    assert hub_id(base) == found
    assert metadata(card(make_evidence(base=base))).get("base_model") == found


def test_a_local_folder_is_no_hub_id(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "org" / "model").mkdir(parents=True)
    assert hub_id(Base("org/model", "org/model", "")) is None
    assert hub_id(Base("org/other", "org/other", "")) == "org/other"


def test_it_tells_what_how_good_and_where_it_fails(make_evidence):
    text = card(make_evidence())
    assert "**Decision: no-go.** macro-F1 on the test rows: 0.812 (0.791 to 0.831): 0.050 above" in text
    assert "| macro-F1 | 240 | 0.812 (0.791 to 0.831) | 0.271 (0.251 to 0.291) | 0.762 (0.737 to 0.782) |" in text
    assert "| Typing errors | 0.812 | 0.750 | 0.062 (0.031 to 0.094) |" in text
    assert "EVL002, error): 24 test rows" in text
    assert "One class rules (DAT003, warning (waived)): 81 % are positive" in text
    assert "No evidence on: never tried in the real world." in text
    assert "AutoModelForSequenceClassification.from_pretrained" in text
    assert "finetooth predict RUN new_rows.csv" in text
    assert "| coffee.csv |" in text
    assert "| test | 240 | 3 |" in text
    assert "| field |" not in text
    assert "- negative\n- neutral\n- positive" in text


def test_a_pooled_model_is_loaded_in_its_own_way(make_evidence):
    evidence = make_evidence()
    text = card(replace(evidence, settings=replace(evidence.settings, pooling="mean")))
    assert 'SentenceTransformer("4-train/model")' in text
    assert "AutoModelForSequenceClassification.from_pretrained" not in text
    assert "library_name: sentence-transformers" in text


def test_nothing_tried_and_nothing_found_are_said(make_evidence):
    evidence = make_evidence(scenario_scores=(), verdicts=(), base=None)
    assert "## Under real-world conditions\n\nNone was tried." in card(evidence)


def test_hostile_names_and_labels_are_only_text(hostile):
    text = card(hostile)
    body = text.split("---\n", 2)[2]
    prose = re.sub(r"```.*?```", "", body, flags=re.DOTALL)
    assert "<" not in prose
    assert not re.search(r"(?<!\\)\]\(", prose)
    assert not re.search(r"[a-z](?<!\\)://", prose)
    assert all(character not in text for character in "\x1b\x00\u202e\u200b\ufeff")
    headings = [line for line in prose.splitlines() if line.startswith("#")]
    assert len(headings) == 10
    columns = [line.replace("\\|", "").count("|") for line in prose.splitlines() if line.startswith("| ")]
    assert set(columns) <= {4, 5, 7}
    assert metadata(text)["pipeline_tag"] == "text-classification"
