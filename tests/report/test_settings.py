from finetooth.core.tuning import Dimension
from finetooth.report.settings import setting_lines


def test_settings_lead_with_what_was_searched(make_evidence):
    evidence = make_evidence()
    lines = setting_lines(evidence.settings, evidence.space)
    assert (lines[0].name, lines[0].value, lines[0].searched) == ("learning_rate", "1.4e-4", "1e-5 to 5e-4 (log scale)")
    assert (lines[1].name, lines[1].searched) == ("num_train_epochs", "one of 3, 6")
    assert lines[-1].searched == ""
    assert setting_lines(evidence.settings, (Dimension("seed"),))[0].searched == "searched"


def test_settings_of_the_other_kind_of_model_are_left_out(make_evidence):
    settings = make_evidence().settings
    plain, language = ({line.name for line in setting_lines(settings, (), kind)} for kind in (False, True))
    assert "neftune_noise_alpha" in language - plain
    assert "focal_gamma" in plain - language
    assert "learning_rate" in plain & language
    assert next(line.value for line in setting_lines(settings, ()) if line.name == "augment") == "–"
