from finetooth.report.rows_read import sources_of, split_lines


def test_a_source_keeps_what_it_does_not_know_as_a_note(make_evidence):
    [source] = sources_of(make_evidence().sources)
    assert (source.file, source.records) == ("coffee.csv", "1,320")
    assert source.notes == ("not UTF-8, read as Windows-1252",)
    assert source.details == (("delimiter", '";"'),)
    assert sources_of(({"role": "test", "notes": "one note"},))[0].notes == ("one note",)


def test_all_splits_are_listed_empty_ones_too(make_evidence):
    lines = split_lines(make_evidence().splits)
    assert [(line.name, line.rows, line.classes) for line in lines] == [
        ("train", "900", "3"), ("validation", "180", "3"), ("test", "240", "3"), ("field", "0", "–"),
    ]  # fmt: skip
    assert lines[0].smallest_rows == "300"
