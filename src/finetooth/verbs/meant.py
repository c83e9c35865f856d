"""What was meant by a command or an option that does not exist: said in one line, with what to type instead."""

from difflib import get_close_matches
from typing import Any

from typer.core import TyperCommand, TyperGroup

# what others call it, and what does it here; the misspelt ones are found among these too
_OTHERS = {
    **dict.fromkeys(("train", "training", "fit", "tune", "finetune", "fine-tune", "start", "resume"), "run"),
    **dict.fromkeys(("check", "validate", "lint", "inspect", "analyze", "analyse", "scan"), "audit"),
    **dict.fromkeys(("clean", "fix", "mend", "split", "dedup", "preprocess"), "prepare"),
    **dict.fromkeys(("evaluate", "eval", "test", "results", "show", "status"), "report"),
    **dict.fromkeys(("classify", "label", "infer", "inference", "score"), "predict"),
    **dict.fromkeys(("new", "create", "config", "setup"), "init"),
    **dict.fromkeys(("example", "tutorial", "quickstart"), "demo"),
    **dict.fromkeys(("estimate", "dry-run"), "plan"),
    **dict.fromkeys(("diff", "versus"), "compare"),
    **dict.fromkeys(("list", "ls", "runs", "log"), "history"),
    **dict.fromkeys(("drift", "watch"), "monitor"),
    **dict.fromkeys(("accept", "judge", "decide"), "gate"),
    **dict.fromkeys(("env", "info", "system"), "doctor"),
    "help": "--help",
    "version": "--version",
}


class _Explained:
    """A command whose unknown options end with exit code 2 and what was meant."""

    params: list[Any]

    def parse_args(self, ctx: Any, args: list[str]) -> Any:
        """Return what is left of the words."""
        try:
            return super().parse_args(ctx, args)  # type: ignore[misc]
        except Exception as error:
            options = [word for part in self.params for word in part.opts if word.startswith("--")]
            if hasattr(error, "possibilities") and hasattr(error, "option_name"):
                sets = next((part.metavar for part in self.params if "--set" in part.opts), "")
                ctx.fail(f"there is no option {error.option_name}{_option_meant(error.option_name, options, sets)}")
            if hasattr(error, "message"):
                error.message = str(error.message).removeprefix("Value error, ")
                if "extra argument" in error.message and "--test" in options:
                    error.message += ": one file of training rows; that of the test goes behind --test"
            raise


class Verb(_Explained, TyperCommand):
    """A command; of an option that it does not have it is said what was meant."""


class Verbs(_Explained, TyperGroup):
    """The commands; of a word that is none of them it is said what was meant."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the command; end with exit code 2 where there is none of this name."""
        if args and not ctx.resilient_parsing and self.get_command(ctx, args[0]) is None:
            ctx.fail(f"there is no command {args[0]!r}{_meant(args[0], list(self.commands))}")
        return super().resolve_command(ctx, args)


def _meant(word: str, verbs: list[str]) -> str:
    """Say which command was meant: by what it is called elsewhere, by a slip of the pen, or by the file it is."""
    if "." in word:
        used = "run" if word.lower().endswith((".yaml", ".yml")) else "audit"
        return f": name what to do with the file, e.g. finetooth {used} {word}"
    close = get_close_matches(word.lower(), [*verbs, *_OTHERS], n=1)
    if not close:
        return ": finetooth --help lists them"
    return f": did you mean finetooth {_OTHERS.get(close[0], close[0])}?"


def _option_meant(name: str, options: list[str], sets: str) -> str:
    """Say which option was meant, or that it is a key of the recipe; ``sets`` is what --set takes, if there is one."""
    from finetooth.recipe.files import keys_called

    word = name.replace("_", "-")
    close = [word] if word in options else get_close_matches(word, options, cutoff=0.7)
    keys = [key for key in keys_called(name.lstrip("-").replace("-", "_")) if key.startswith(sets.partition("KEY")[0])]
    if keys and sets and word not in options:
        return f": it is a key of the recipe, e.g. --set {keys[0]}=VALUE"
    if close:
        return f": did you mean {' or '.join(close)}?"
    behind = " before a command; others stand behind it" if "--version" in options else ""
    return f": these exist{behind}: {', '.join(sorted({*options, '--help'}))}"
