import json

import pytest

from finetooth.cli import main


@pytest.fixture
def talks(tmp_path):
    path = tmp_path / "talks.jsonl"
    records = [{"prompt": f"Is shop {n} open?", "completion": f"Shop {n} opens at nine."} for n in range(4)]
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return str(path)


def test_learned_tokens_are_marked_where_there_are_no_colours(talks, tiny_lm, capsys):
    assert main(["preview", talks, "--model", str(tiny_lm), "--row", "2"]) == 0
    out = capsys.readouterr().out
    assert "⟦Shop 1 opens at nine.<|im_end|>⟧" in out
    assert out.count("row ") == 1


def test_json_tells_each_piece(talks, tiny_lm, capsys):
    assert main(["preview", talks, "--model", str(tiny_lm), "--rows", "2", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["lessons"]
    assert [lesson["row"] for lesson in told] == [1, 2]
    assert {piece["fate"] for piece in told[0]["pieces"]} == {"learned", "context"}


def test_a_model_is_needed(talks, capsys):
    assert main(["preview", talks]) == 2
    assert "--model" in capsys.readouterr().err


@pytest.mark.parametrize("named", [[], ["--set", "task=sft"]])
def test_an_audit_of_conversations_tells_their_format(talks, named, capsys):
    assert main(["audit", talks, *named]) in (0, 1)
    assert "4 conversations · prompt_completion, by columns 'prompt' and 'completion'" in " ".join(
        capsys.readouterr().out.split()
    )


def test_a_file_of_conversations_is_told_of_its_task(talks, capsys):
    assert main(["audit", talks, "--set", "task=text-classification"]) == 2
    assert "--set task=sft" in capsys.readouterr().err
