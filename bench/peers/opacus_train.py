"""Private training steps of Opacus on the shapes of bench/src/train.ts.

One thread, CPU, Poisson sampling, flat clipping, noise multiplier 0.75, plain SGD: what `train/*/dp-exact` measures, but for noise
and sums, which are floating point here. Three ways of clipping are tried; the fastest counts.

    python3 -m venv .venv && .venv/bin/pip install -r bench/peers/requirements.txt
    .venv/bin/python bench/peers/opacus_train.py [mlp-b64|mlp-b256|cnn-b64]...

Prints one JSON object a line: examples per second of wall time and of processor time, medians over samples.
"""

import json
import statistics
import sys
import time
import warnings

import torch
from opacus import PrivacyEngine
from opacus import __version__ as opacus_version
from torch import nn

warnings.filterwarnings("ignore")
torch.set_num_threads(1)
torch.set_num_interop_threads(1)


def mlp() -> nn.Module:
    return nn.Sequential(nn.Linear(30, 64), nn.ReLU(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 1))


def cnn() -> nn.Module:
    """The 26,010-parameter network of the MNIST tutorials of Opacus and TensorFlow Privacy."""
    return nn.Sequential(
        nn.Conv2d(1, 16, 8, 2, padding=3),
        nn.ReLU(),
        nn.MaxPool2d(2, 1),
        nn.Conv2d(16, 32, 4, 2),
        nn.ReLU(),
        nn.MaxPool2d(2, 1),
        nn.Flatten(),
        nn.Linear(32 * 4 * 4, 32),
        nn.ReLU(),
        nn.Linear(32, 10),
    )


# name: model, shape of a row, classes, patients, batch, steps a sample
CASES = {
    "mlp-b64": (mlp, (30,), 1, 4096, 64, 40),
    "mlp-b256": (mlp, (30,), 1, 4096, 256, 20),
    "cnn-b64": (cnn, (1, 28, 28), 10, 1024, 64, 6),
}
# How gradients of single examples are found: hooks, torch.func, or norms only with a second backward pass.
MODES = ("hooks", "functorch", "ghost")
SAMPLES = 9


def measure(name: str, mode: str) -> tuple[float, float]:
    make, shape, classes, patients, batch, steps = CASES[name]
    torch.manual_seed(1)
    features = torch.rand(patients, *shape) * 2 - 1
    if classes == 1:
        targets = (torch.arange(patients) % 2).float().reshape(-1, 1)
        criterion: nn.Module = nn.BCEWithLogitsLoss()
    else:
        targets = torch.arange(patients) % classes
        criterion = nn.CrossEntropyLoss()
    model = make()
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(features, targets), batch_size=batch)
    made = PrivacyEngine().make_private(
        module=model,
        optimizer=torch.optim.SGD(model.parameters(), lr=0.01),
        data_loader=loader,
        noise_multiplier=0.75,
        max_grad_norm=1.0,
        poisson_sampling=True,
        grad_sample_mode=mode,
        **({"criterion": criterion} if mode == "ghost" else {}),
    )
    model, optimizer = made[0], made[1]
    if mode == "ghost":
        criterion = made[2]
    # Batches are drawn as Opacus draws them, but taken by one index: its loader collates row by row, which is not training.
    rate = batch / patients

    def step() -> int:
        chosen = torch.nonzero(torch.rand(patients) < rate).flatten()
        if chosen.numel() == 0:
            return 0
        optimizer.zero_grad(set_to_none=True)
        criterion(model(features[chosen]), targets[chosen]).backward()
        optimizer.step()
        return int(chosen.numel())

    for _ in range(10):
        step()
    walls, processors = [], []
    for _ in range(SAMPLES):
        wall, processor, examples = time.perf_counter(), time.process_time(), 0
        for _ in range(steps):
            examples += step()
        walls.append(examples / (time.perf_counter() - wall))
        processors.append(examples / (time.process_time() - processor))
    return statistics.median(walls), statistics.median(processors)


for name in sys.argv[1:] or CASES:
    for mode in MODES:
        try:
            wall, processor = measure(name, mode)
        except Exception as error:  # A mode that this version cannot run on this model is no figure.
            print(f"{name} {mode}: {error}", file=sys.stderr)
            continue
        versions = {"opacus": opacus_version, "torch": torch.__version__}
        result = {"name": f"opacus/{name}", "mode": mode, "perSecond": round(wall), "perCpuSecond": round(processor)}
        print(json.dumps({**result, **versions}), flush=True)
