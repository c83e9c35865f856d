"""The page as a document: well-formed, accessible, closed to the outside, whatever its texts say."""

import base64
import hashlib
import re
from html.parser import HTMLParser
from importlib.resources import files
from itertools import pairwise

import pytest

from finetooth.report.audit_page import audit_page
from finetooth.report.page import page

VOID = {"meta", "link", "br", "hr", "img", "input", "base"}
OURS = """html head meta link title style body a header span strong bdi main nav ul li section article div h1 h2 h3 h4 p
small details summary br del ins dl dt dd pre figure figcaption table caption thead tbody tr th td footer
svg path circle rect line text polygon"""


class Reader(HTMLParser):
    """Reads a page, and refuses tags that are not closed in order."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.open, self.texts = [], [], []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        assert len({name for name, _ in attrs}) == len(attrs)
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)

    def named(self, *tags):
        return [attributes for tag, attributes in self.tags if tag in tags]


@pytest.fixture(scope="module", params=["plain", "hostile", "audit"])
def text(request, make_evidence, checks, hostile):
    if request.param == "audit":
        return audited(hostile, checks)
    return page(make_evidence() if request.param == "plain" else hostile, checks)


def audited(hostile, checks):
    """Return the page of an audit that found what is in hostile evidence."""
    known = {check.code: check for check in checks}
    name = hostile.name
    return audit_page(name, hostile.verdicts, hostile.splits.train.table, hostile.sources, known, name)


@pytest.fixture(scope="module")
def hostile_page(hostile, checks):
    return page(hostile, checks)


def test_only_our_own_tags_and_no_handler(text):
    reader = Reader(text)
    assert {tag for tag, _ in reader.tags} <= set(OURS.split())
    names = {name for _, attributes in reader.tags for name in attributes}
    assert not [name for name in names if name.startswith("on") or name in ("style", "srcdoc", "action", "src")]


def test_nothing_is_asked_for_from_outside(text):
    reader = Reader(text)
    targets = [attributes["href"] for attributes in reader.named("a", "link")]
    assert all(target.startswith("#") or target == "data:," for target in targets)
    assert "url(" not in text.split("</style>")[0]
    assert "@import" not in text.split("</style>")[0]


def test_links_lead_somewhere(make_evidence, checks):
    reader = Reader(page(make_evidence(), checks))
    ids = [attributes["id"] for _, attributes in reader.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {attributes["href"][1:] for attributes in reader.named("a")} <= set(ids)


def test_the_policy_allows_one_style_and_nothing_else(text):
    policy = next(a["content"] for a in Reader(text).named("meta") if a.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert "script" not in policy
    style = text.split("<style>")[1].split("</style>")[0]
    assert base64.b64encode(hashlib.sha256(style.encode()).digest()).decode() in policy
    assert text.index("Content-Security-Policy") < text.index("<title>")


def test_templates_in_texts_are_not_run(hostile_page):
    assert "1337" not in hostile_page
    assert "{{ 7 * 191 }}" in hostile_page


def test_no_control_and_no_unseen_character(text):
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]", text)


def test_unseen_characters_are_shown_as_escapes(hostile_page):
    text = "".join(Reader(hostile_page).texts)
    for shown in (r"\u202eevil\u202c", r"zero\u200bwidth", r"\ufefftop", "<script>alert(1)</script>"):
        assert shown in text


def test_a_screen_reader_finds_its_way(text):
    reader = Reader(text)
    assert reader.named("html")[0]["lang"] == "en"
    assert len(reader.named("h1")) == 1
    levels = [int(tag[1]) for tag, _ in reader.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))
    for attributes in reader.named("svg"):
        assert attributes.get("aria-hidden") == "true" or (attributes["role"] == "img" and attributes["aria-label"])
    assert all("scope" in attributes for attributes in reader.named("th"))
    assert len(reader.named("caption")) == len(reader.named("table"))


def test_every_chart_is_titled(make_evidence, checks, hostile_page):
    for text in (page(make_evidence(), checks), hostile_page):
        must_be_titled(text)


def must_be_titled(text):
    charts = re.findall(r'<svg viewBox="[^"]*" role="img".*?</svg>', text, re.DOTALL)
    assert len(charts) >= 8
    assert all(re.match(r"<svg [^>]*><title>[^<]+</title>", chart) for chart in charts)


def luminance(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def style(part):
    return (files("finetooth.report") / "templates" / part).read_text("utf-8")


def colours_of(scheme):
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", style("colours.css").split("@media")[scheme]))


@pytest.mark.parametrize("scheme", [0, 1])
def test_contrast_of_light_and_dark(scheme):
    colours = colours_of(scheme)
    for name in ("ink", "soft", "accent", "good", "bad", "warn"):
        assert contrast(colours[name], colours["paper"]) >= 4.5, name
        assert contrast(colours[name], colours["panel"]) >= 4.5, name
    for name in ("good", "bad", "warn", "accent"):
        for text in (name, "ink", "soft"):
            assert contrast(colours[text], colours[f"{name}-soft"]) >= 4.5, (text, name)
    for name in ("right", "wrong"):  # the darkest cell of the confusion matrix: paler ones are nearer to paper
        assert contrast(colours["ink"], colours[name]) >= 4.5, name


QUIET = {"grid", "frame", "flow-kept-band", "flow-gone-band", "right-cell", "wrong-cell"}  # each says nothing by itself


@pytest.mark.parametrize("scheme", [0, 1])
def test_every_mark_of_a_chart_stands_out_from_the_paper(scheme):
    colours, rules = colours_of(scheme), re.findall(r"\.([\w-]+)[^{}]*{([^{}]*)}", style("charts.css"))
    marks = [(name, rule) for name, rule in rules if "var(--" in rule and name not in {"chart", "under", *QUIET}]
    assert len(marks) >= 25
    for name, rule in marks:
        inks = re.findall(r"(fill|stroke): var\(--(\w+)\)", rule)
        shades = dict(re.findall(r"(fill|stroke)-opacity: ([0-9.]+)", rule))
        seen = [mixed(colours[ink], colours["paper"], float(shades.get(kind, 1))) for kind, ink in inks]
        assert max(contrast(one, colours["paper"]) for one in seen) >= 3, name


def mixed(colour, paper, share):
    """Return what a colour of some opacity looks like on paper."""
    parts = [(int(colour[at : at + 2], 16), int(paper[at : at + 2], 16)) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(share * over + (1 - share) * under):02x}" for over, under in parts)


def test_text_is_at_least_eleven_pixels_on_a_phone_of_360(text):
    """A chart is 400 units wide and stands on a phone in 320 pixels."""
    small = style("charts.css").split("@media (max-width: 600px)")[1]
    sizes = [float(size) for size in re.findall(r"font-size: ([0-9.]+)px", small)]
    assert sizes[0] * 320 / 400 >= 11
    assert "(max-width: 600px)" in text.split("</style>")[0]


def test_print_comes_last_and_opens_what_is_folded(text):
    sheet = text.split("<style>")[1].split("</style>")[0]
    printed = sheet.split("@media print")[1]
    assert "details::details-content { content-visibility: visible" in printed
    assert "@media (" not in printed  # what comes later would go before it
    assert ".scroll { overflow: visible; }" in printed
