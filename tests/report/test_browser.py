"""The page in a real browser: hostile texts run nothing and the policy is not offended."""

import shutil
import subprocess

import pytest

from finetooth.report.audit_page import audit_page
from finetooth.report.page import page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = ("--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
         "--disable-component-update --disable-sync --hide-scrollbars --enable-logging=stderr")  # fmt: skip


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here")
@pytest.mark.parametrize("kind", ["report", "audit"])
def test_no_message_on_the_console(tmp_path, hostile, checks, kind):
    path = tmp_path / "report.html"
    known = {check.code: check for check in checks}
    rows = hostile.splits.train.table
    audited = audit_page(hostile.name, hostile.verdicts, rows, hostile.sources, known, hostile.name)
    path.write_text(page(hostile, checks) if kind == "report" else audited, "utf-8")
    command = [CHROMIUM, *FLAGS.split(), f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", path.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    assert "CONSOLE" not in done.stderr
    assert "</footer>" in done.stdout
    assert "<script" not in done.stdout
