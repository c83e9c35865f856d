from markupsafe import Markup

from finetooth.report.charts.svg import dot, element, picture, polyline, words


def test_texts_and_attributes_are_escaped():
    assert element("text", "</text><script>") == "<text>&lt;/text&gt;&lt;script&gt;</text>"
    assert element("rect", class_='"><script>') == '<rect class="&#34;&gt;&lt;script&gt;"></rect>'
    assert "\\u202e" in words(0, 0, "\u202ex")
    assert (
        dot(1, 2, "model-dot", "<b>")
        == '<circle cx="1" cy="2" r="4" class="model-dot"><title>&lt;b&gt;</title></circle>'
    )


def test_a_text_that_was_cut_is_whole_in_its_tooltip():
    drawn = words(0, 0, "a very long label of a class", room=60)
    assert "…" in drawn
    assert "<title>a very long label of a class</title>" in drawn
    assert "<title>" not in words(0, 0, "short", room=60)


def test_numbers_are_short():
    assert element("line", x1=1 / 3, y1=12.3456, x2=100.0) == '<line x1="0.333" y1="12.3" x2="100"></line>'


def test_a_picture_is_an_image_with_a_title():
    drawn = picture("message <1>", 100, [polyline([(0, 0), (1, 1)], "model-line")])
    assert drawn.startswith(
        '<svg viewBox="0 0 400 100" role="img" aria-label="message &lt;1&gt;" class="chart"><title>message'
    )
    assert isinstance(drawn, Markup)
    assert polyline([], "model-line") == ""
