"""What the tests of language models' stages share: made-up conversations, a tiny model, and one finished fit."""

import json
import random
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import polars as pl
import pytest

from finetooth.core.conversation import Conversation, Turn, table_of
from finetooth.core.events import silent
from finetooth.core.results import Base, Settings, Splits
from finetooth.core.rows import Rows
from finetooth.core.run import Work
from finetooth.recipe.sections import Training
from finetooth.stages.sft.train import TrainedLM, train
from finetooth.training import sft_defaults
from finetooth.training.base_model import locate

THINGS = {"lamp": "bright", "kettle": "hot", "chair": "soft", "box": "shut", "door": "red"}


def made_up(count: int, seed: int = 0) -> list[Conversation]:
    """Return short talks in which the answer rests on one word of the question."""
    draw, found = random.Random(seed), []
    for number in range(count):
        thing = draw.choice(list(THINGS))
        turns = [Turn("user", f"the {thing} {number}"), Turn("assistant", THINGS[thing])]
        if number % 4 == 0:
            turns += [Turn("user", "and our door"), Turn("assistant", "red")]
        found.append(Conversation(tuple(turns)))
    return found


@pytest.fixture(scope="session")
def lm_conversations() -> pl.DataFrame:
    return table_of(range(48), made_up(48))


@pytest.fixture(scope="session")
def lm_splits() -> Splits:
    rows = Rows.of({"text": one.prompt, "pair": one.answer, "label": None} for one in made_up(48))
    rows = Rows(rows.table.with_columns(pl.Series("id", range(48), dtype=rows.table["id"].dtype)))
    return Splits(*(Rows(part) for part in (rows.table[:32], rows.table[32:40], rows.table[40:], rows.table[:0])))


@pytest.fixture(scope="session")
def lm_base(tiny_lm: Path) -> Base:
    return locate(str(tiny_lm))


@pytest.fixture(scope="session")
def lm_settings() -> Settings:
    training = Training(learning_rate=1e-2, num_train_epochs=3, per_device_train_batch_size=8, max_length=128)
    return sft_defaults.settings(training, 22_000, 32, 512, 42)


@pytest.fixture(scope="session")
def trained_lm(lm_base, lm_splits, lm_settings, lm_conversations, tmp_path_factory) -> TrainedLM:
    work = Work(tmp_path_factory.mktemp("trained_lm"), "4-train", silent)
    return train(work, lm_settings, lm_base, lm_splits, lm_conversations)


class Served:
    """An endpoint that replies what ``reply`` makes of a request; it may say a state instead."""

    def __init__(self, reply) -> None:
        self.reply, self.asked, self.keys = reply, [], []
        served = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                served.asked.append((self.path, body))
                served.keys.append(self.headers.get("Authorization"))
                told = served.reply(body["messages"][-1]["content"])
                state = told if isinstance(told, int) else 200
                known = told if isinstance(told, dict) else {"choices": [{"message": {"content": told}}]}
                content = json.dumps(known).encode()
                self.send_response(state)
                if state == 307:
                    self.send_header("Location", "http://localhost:9/elsewhere")
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"
        Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()


@pytest.fixture
def served():
    made = []

    def make(reply) -> Served:
        made.append(Served(reply))
        return made[-1]

    yield make
    for one in made:
        one.server.shutdown()
        one.server.server_close()
