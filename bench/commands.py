"""What the command lines of benches have in common."""

import argparse
from pathlib import Path

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


def parser(told: str | None) -> argparse.ArgumentParser:
    """Return a parser that shows this text as it stands, and knows ``--quick`` and ``--data``."""
    made = argparse.ArgumentParser(description=told, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("--quick", action="store_true", help="a small part, under a minute")
    made.add_argument("--data", type=Path, default=DATA, help="a folder of public sets")
    return made
