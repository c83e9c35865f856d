import numpy as np

from finetooth.comparing.slices import by_confidence, by_length, column_named, few_values, kinds_of, slices_of


def named(answers):
    return {one.name: int(one.mask.sum()) for one in slices_of(answers)}


def test_slices_by_label_length_and_column(answers):
    found = named(answers("a"))
    assert found["label = good"] == found["label = bad"] == 40
    assert found["shop = north"] == found["shop = south"] == 40
    lengths = {name: rows for name, rows in found.items() if name.startswith("length")}
    assert sum(lengths.values()) == 80
    assert "length = 11 words or more" in lengths


def test_small_slices_and_columns_of_many_values_are_left_out(answers):
    rows = [
        {"text": f"a row {n}", "label": "good", "rare": "yes" if n < 4 else "no", "many": f"value {n}", "all": "x"}
        for n in range(60)
    ]
    found = named(answers("a", rows=rows))
    assert found.get("rare = no") == 56
    assert not [name for name in found if name.startswith(("rare = yes", "many", "all", "label"))]


def test_languages_are_told_where_there_are_two_and_no_column_tells_them(answers):
    english = [f"the kettle was broken when it arrived at our house {n}" for n in range(30)]
    spanish = [f"la tetera estaba rota cuando llegó a nuestra casa ayer {n}" for n in range(20)]
    rows = [{"text": text, "label": "good"} for text in english + spanish]
    found = {one.name: one.mask for one in slices_of(answers("a", rows=rows))}
    assert np.flatnonzero(found["language = es"]).tolist() == list(range(30, 50))
    assert found["language = en"].sum() == 30
    told = [{**row, "lang": "x"} for row in rows]
    assert not [name for name in named(answers("b", rows=told)) if name.startswith("language")]


def test_columns_are_found_by_name(answers):
    one = answers("a")
    assert kinds_of(one) == ["label", "shop", "length", "language"]
    assert column_named(one, "shop").to_list()[:3] == ["north", "north", "south"]
    assert column_named(one, "label").to_list()[:2] == ["bad", "good"]
    assert column_named(one, "id") is None
    assert column_named(one, "confidence") is None


def test_lengths_and_languages_are_named_as_they_are_cut(answers):
    one = answers("a")
    values = column_named(one, "length")
    for part in by_length(one):
        assert np.array_equal((values == part.value).fill_null(False).to_numpy(), part.mask)
    assert column_named(one, "language").null_count() == 80
    rows = [{"text": "a b c", "label": "good", "length": "short"} for _ in range(20)]
    assert column_named(answers("b", rows=rows), "length").to_list() == ["short"] * 20


def test_columns_asked_for_may_have_many_values(answers):
    rows = [{"text": f"row {n}", "label": "good", "many": f"{n % 25}", "few": f"{n % 2}"} for n in range(400)]
    one = answers("a", rows=rows)
    assert few_values(one) == ["few"]
    assert {part.kind for part in slices_of(one, ["many"])} == {"many"} | {"length"} & {p.kind for p in slices_of(one)}
    assert sum(part.kind == "many" for part in slices_of(one, ["many"])) == 25


def test_bands_of_confidence(answers):
    sure = np.array([0.51, 0.5, 0.7, 0.69, 0.9, 0.95, 0.99, 1.0])
    one = answers("a", rows=[{"text": f"row {n}", "label": "good"} for n in range(8)],
                  probabilities=np.stack([1 - sure, sure], axis=1))  # fmt: skip
    assert {part.value: int(part.mask.sum()) for part in by_confidence(one)} == {
        "50 to 70 %": 3, "70 to 90 %": 1, "90 to 99 %": 2, "99 % or more": 2
    }  # fmt: skip
