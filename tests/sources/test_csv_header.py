"""A missing header is noticed; a real one is not suspected."""

import pytest

GOOD, BAD = "I like it very much", "I do not like it"


@pytest.mark.parametrize(
    "content",
    [
        f"{GOOD},positive\n{BAD},negative\nso so,positive\n",  # the label of line 1 recurs
        f"{GOOD} and I would buy it again any time,positive\n{BAD},negative\nso so,neutral\n",  # a long sentence
        f"3,{GOOD}\n1,{BAD}\n2,so so\n",  # a number
        f"0.5;{GOOD}\n0,25;{BAD}\n",
    ],
)
def test_a_missing_header_is_noticed(refuses, content):
    error = refuses(content)
    assert error.where.endswith("rows.csv:1")
    assert "data.header: false" in error.fix
    assert "data.header: true" in error.fix


def test_a_missing_header_in_a_plain_list_of_texts(refuses):
    assert "data.header: false" in refuses("Where is it?\nNo idea, sorry\n", role="field").fix


def test_many_rows_need_more_than_one_recurrence(reads):
    content = "opinion,verdict\n" + "".join(f"opinion number {n},{'ab'[n % 2]}\n" for n in range(30)) + "opinion,a\n"
    assert len(reads(content).rows) == 31


@pytest.mark.parametrize(
    "header",
    [
        "Comentario,Clase",
        "TEXT,Label",
        "0,1",  # how unnamed columns are written
        "text,positive",  # a well-known name settles it
    ],
)
def test_a_real_header_is_not_suspected(reads, header):
    source = reads(f"{header}\n{GOOD},positive\n{BAD},negative\nso so la la,positive\n")
    assert source.rows.texts.to_list() == [GOOD, BAD, "so so la la"]


def test_a_header_repeated_further_down_is_a_record(reads):
    content = (
        f"opinion,verdict\n{GOOD},positive\n{BAD},negative\nopinion,verdict\nso so la la,positive\n{BAD},negative\n"
    )
    assert len(reads(content, text_column="opinion", label_column="verdict").rows) == 5


def test_the_suspicion_can_be_overruled(reads):
    content = f"3,{GOOD}\n1,{BAD}\n2,so so is what it is\n1,another one it is\n"
    source = reads(content, header=True, text_column=GOOD, label_column="3")
    assert source.rows.labels.to_list() == ["1", "2", "1"]


def test_empty_names_are_numbered(reads):
    assert reads(f",text,label, \n7,{GOOD},a,x\n8,{BAD},b,x\n").facts["columns"] == [
        "column_1",
        "text",
        "label",
        "column_4",
    ]


def test_names_are_stripped(reads):
    assert reads(f"text , label\n{GOOD},a\n{BAD},b\n").facts["columns"] == ["text", "label"]


def test_names_that_stand_twice_are_refused(refuses):
    error = refuses(f"text,label,note,note\n{GOOD},a,1,2\n{BAD},b,3,4\n")
    assert "stand twice: note" in error.what
    assert "data.header: false" in error.fix


@pytest.mark.parametrize("header", [b'"text,label\n', b"te\0xt,label\n", "téxt,".encode() + b"lab\xffel\n"])
def test_an_unreadable_header_is_refused_in_any_mode(refuses, header):
    error = refuses(header + b"fine,a\nfine too,b\n" * 20, on_bad_line="quarantine")
    assert error.where.endswith("rows.csv:1")
    assert "header" in error.what
