"""Run finelint at its defaults on a CSV; print the rows it names by finding as JSON."""

import json
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path


def main(train: str) -> dict[str, object]:
    """Return ``flags`` by finding code; rows are 1-based."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [str(Path(sys.executable).parent / "finelint"), "inspect", train, "--report", str(report)]
        done = subprocess.run([*command, "--affected-records", str(Path(folder) / "rows.json")], capture_output=True)
        if not report.is_file():
            raise SystemExit(done.stderr.decode("utf-8", "replace")[-500:])
        findings = json.loads(report.read_text("utf-8"))["findings"]
    flags: dict[str, set[int]] = defaultdict(set)
    for finding in findings:
        flags[finding["code"]] |= {record["row"] for record in finding["records"]}
    return {"flags": {code: sorted(rows) for code, rows in flags.items()}}


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1])))
