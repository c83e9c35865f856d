"""The pages in a real browser: hostile cells run nothing, ask for nothing, and the policy is not offended."""

import shutil
import subprocess
from pathlib import Path

import pytest

from finetooth.report.audit_page import audit_page
from finetooth.report.page import page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = ("--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
         "--disable-component-update --disable-sync --hide-scrollbars --enable-logging=stderr")  # fmt: skip
COUNT = """<script>onload = () => { for (const { contentDocument: page } of document.querySelectorAll("iframe"))
  document.body.append(
  "[" + page.querySelectorAll("footer").length + " footer, "
  + page.querySelectorAll("script, iframe, object, embed, form, img, base, math").length + " foreign]") }</script>"""
pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here")]


def opened(folder: Path, *pages: str) -> tuple[str, str, str]:
    """Open pages beside each other; return the console, the addresses asked for, and the document."""
    for place, text in enumerate(pages):
        (folder / f"page{place}.html").write_text(text, "utf-8")
    frames = "".join(f"<iframe src=page{place}.html></iframe>" for place in range(len(pages)))
    (folder / "all.html").write_text(f"<!doctype html>{frames}{COUNT}", "utf-8")
    log = folder / "asked.json"
    command = [str(CHROMIUM), *FLAGS.split(), f"--user-data-dir={folder / 'profile'}", f"--log-net-log={log}"]
    command += [
        "--host-resolver-rules=MAP * ~NOTFOUND",
        "--allow-file-access-from-files",
        "--dump-dom",
        (folder / "all.html").as_uri(),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    console = "\n".join(line for line in done.stderr.splitlines() if "CONSOLE" in line)
    return console, log.read_text("utf-8", "replace"), done.stdout


def test_hostile_cells_run_nothing_and_ask_for_nothing(tmp_path, hostile, placed, checks):
    known = {check.code: check for check in checks}
    pages = [page(one, checks) for one in (hostile, placed)]
    pages += [
        audit_page(one.name, one.verdicts, one.splits.train.table, one.sources, known, one.name)
        for one in (hostile, placed)
    ]
    console, asked, document = opened(tmp_path, *pages)
    assert document.count("[1 footer, 0 foreign]") == 4
    assert console == ""
    assert "evil.example" not in asked


def test_what_runs_or_asks_would_be_noticed(tmp_path):
    ask = "<!doctype html><img src=http://evil.example/x.png><script>console.log(1)</script>"
    held = "<meta http-equiv=Content-Security-Policy content=\"default-src 'none'\"><script>console.log(2)</script>"
    console, asked, _ = opened(tmp_path, ask, held)
    assert "evil.example" in asked
    assert "Content Security Policy" in console
    assert len(console.splitlines()) >= 2
