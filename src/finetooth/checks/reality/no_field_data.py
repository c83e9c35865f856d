"""RWV001: no rows from where the model will work."""

from finetooth.checks.wording import counted
from finetooth.core.check import BOTH, Check
from finetooth.core.finding import Finding, Passed
from finetooth.core.results import Splits
from finetooth.recipe.sections import Recipe


class NoFieldData(Check):
    """The model was not tried on rows from the field.

    Why: test rows come from the same collection as the training rows; what people send next week does not.
    Fix: name a file with recent rows, labelled or not, in data.field; 200 rows say a lot.
    """

    code = "RWV001"
    tasks = BOTH
    bad = [
        {"splits": {"test": [{"text": "Where is my parcel?", "label": "delivery"}]}},
        {"splits": {}, "recipe": {"data": {"train": "rows.csv", "field": "last_week.csv"}}},
    ]
    good = [
        {
            "splits": {"field": [{"text": "wheres my stuff??"}]},
            "recipe": {"data": {"train": "rows.csv", "field": "last_week.csv"}},
        }
    ]

    def judge(self, recipe: Recipe, splits: Splits) -> Finding | Passed:
        """Look for field rows."""
        rows = len(splits.field)
        if recipe.data.field is None:
            return Finding("no data.field was given: 0 rows from the field", (), {"field_rows": 0})
        if not rows:
            return Finding("data.field was given, but 0 of its rows could be used", (), {"field_rows": 0})
        return Passed(f"{counted(rows, 'field row')} to try the model on", {"field_rows": rows})
