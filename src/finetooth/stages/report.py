"""Report: one page for people, a model card for the hub, a decision for scripts."""

from dataclasses import dataclass
from pathlib import Path

from finetooth.core.run import Work, stage
from finetooth.core.store import write_json, write_text
from finetooth.report.card import card
from finetooth.report.decision import decision_json
from finetooth.report.evidence import Evidence
from finetooth.report.page import page as draw


@dataclass(frozen=True)
class Reported:
    """Where the page lies."""

    page: Path


@stage("7-report")
def report(work: Work, evidence: Evidence) -> Reported:
    """Write report.html, README.md (the model card) and decision.json."""
    write_text(work.folder / "report.html", draw(evidence))
    write_text(work.folder / "README.md", card(evidence))
    write_json(work.folder / "decision.json", decision_json(evidence))
    return Reported(work.folder / "report.html")
