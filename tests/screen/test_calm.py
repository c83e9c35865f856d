import logging
import os

from finetooth.screen.calm import QUIET, calm


def test_chatter_is_off_unless_the_user_wants_it(monkeypatch):
    for name in QUIET:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TRANSFORMERS_VERBOSITY", "info")
    with calm(json_mode=False):
        assert os.environ["TRANSFORMERS_VERBOSITY"] == "info"
        assert os.environ["TOKENIZERS_PARALLELISM"] == "false"
        assert os.environ["HF_HUB_DISABLE_PROGRESS_BARS"] == os.environ["TQDM_DISABLE"] == "1"


def test_a_library_that_is_only_slower_says_nothing(caplog):
    with calm(json_mode=False):
        logging.getLogger("bitsandbytes.backends").warning("a faster kernel is not installed")
        logging.getLogger("bitsandbytes.backends").error("it is broken")
    assert [record.message for record in caplog.records] == ["it is broken"]


def test_with_json_what_others_print_goes_to_standard_error(capsys):
    with calm(json_mode=True):
        print("chatter")
    print("the object")
    assert capsys.readouterr() == ("the object\n", "chatter\n")
