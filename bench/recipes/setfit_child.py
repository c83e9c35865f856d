"""SetFit at its defaults, in its own environment: python setfit_child.py ASKED.json ANSWERED.json."""

import json
import sys
from pathlib import Path

import torch

torch.set_num_threads(1)

from datasets import Dataset  # noqa: E402 - one thread, said before the rest loads
from setfit import SetFitModel, Trainer, TrainingArguments  # noqa: E402

asked = json.loads(Path(sys.argv[1]).read_text("utf-8"))
model = SetFitModel.from_pretrained(asked["model"])
rows = Dataset.from_dict({"text": asked["texts"], "label": asked["targets"]})
Trainer(model=model, args=TrainingArguments(num_epochs=1, seed=asked["seed"]), train_dataset=rows).train()
told = model.predict(asked["test"], as_numpy=True)
Path(sys.argv[2]).write_text(json.dumps([int(one) for one in told]), "utf-8")
