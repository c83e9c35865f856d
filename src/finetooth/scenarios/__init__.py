"""One file a real-world condition: how texts look outside the training data."""

from functools import cache

from finetooth.core.plugins import classes_in
from finetooth.scenarios.scenario import Scenario


@cache
def all_scenarios() -> tuple[Scenario, ...]:
    """Return one instance of each scenario, sorted by name. A name used twice is an error."""
    found = classes_in("finetooth.scenarios", Scenario)  # type: ignore[type-abstract]
    scenarios = sorted((kind() for kind in found), key=lambda scenario: scenario.name)
    names = [scenario.name for scenario in scenarios]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise ValueError(f"scenario names used twice: {sorted(twice)}")
    return tuple(scenarios)
