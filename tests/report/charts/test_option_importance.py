from finetooth.report.charts.option_importance import option_importance
from finetooth.search.importance import Importance, Importances

RATE = Importance("learning_rate", 0.8, 0.5, 0.9, 0.4)
DECAY = Importance("weight_decay", 0.2, 0.1, 0.5, 0.5)


def test_options_beyond_chance_are_named_and_coloured():
    figure = option_importance(Importances((RATE, DECAY), 30))
    assert figure.title == "learning_rate matters most; the others are within chance"
    assert ">80 % (50 to 90 %)<" in figure.svg
    assert (figure.svg.count('class="importance"'), figure.svg.count('class="importance-by-chance"')) == (1, 1)
    assert "the best third of 30 settings" in figure.note


def test_nothing_beyond_chance_is_said_so():
    assert option_importance(Importances((DECAY,), 16)).title == (
        "No option matters beyond chance, as far as 16 settings tell"
    )


def test_without_numbers_there_is_no_figure():
    assert option_importance(Importances((), 6, "too few")) is None
