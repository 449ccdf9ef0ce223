"""Makes shap-vectors.json: Shapley values of small networks by shap's KernelExplainer, asked about every coalition.

    python3 -m venv venv && venv/bin/pip install shap==0.49.1 && venv/bin/python make-vectors.py > shap-vectors.json

Weights, rows and backgrounds are exact in float32; what is expected was computed in float64.
"""

import json
import sys

import numpy as np
import shap
from shap.utils._legacy import DenseData

RANDOM = np.random.default_rng(20261127)


def draw(*shape):
    return RANDOM.normal(size=shape).astype(np.float32).astype(np.float64)


def relu(x):
    return np.maximum(x, 0)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def softmax(x):
    e = np.exp(x - x.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def identity(x):
    return x


ACTIVATIONS = {"relu": relu, "tanh": np.tanh, "sigmoid": sigmoid, "softmax": softmax, "linear": identity}


def network(inputs, *layers):
    made = []
    for units, activation in layers:
        made.append({"kernel": draw(inputs, units), "bias": draw(units), "activation": activation})
        inputs = units
    return made


def predict(layers, rows):
    for layer in layers:
        rows = ACTIVATIONS[layer["activation"]](rows @ layer["kernel"] + layer["bias"])
    return rows


def one_hot(rows, places):
    """Lets some inputs be the codes of a category."""
    chosen = RANDOM.integers(len(places), size=len(rows))
    rows[:, places] = np.eye(len(places))[chosen]
    return rows


def case(name, inputs, groups, layers, rows=3, backgrounds=9):
    made = network(inputs, *layers)
    background, explained = draw(backgrounds, inputs), draw(rows, inputs)
    for places in groups:
        if len(places) > 1:
            background, explained = one_hot(background, places), one_hot(explained, places)
    data = DenseData(background, [str(i) for i in range(len(groups))], groups)
    explainer = shap.KernelExplainer(lambda x: predict(made, np.asarray(x)), data)
    values = [np.asarray(explainer.shap_values(row[None, :], nsamples=2 ** len(groups), l1_reg=False, silent=True)) for row in explained]
    values = [value.reshape(len(groups), -1) for value in values]
    return {
        "name": name,
        "layers": [{**layer, "kernel": layer["kernel"].tolist(), "bias": layer["bias"].tolist()} for layer in made],
        "groups": groups,
        "background": background.tolist(),
        "rows": explained.tolist(),
        "base": predict(made, background).mean(axis=0).tolist(),
        "outputs": predict(made, explained).tolist(),
        "values": [value.tolist() for value in values],
    }


single = [[i] for i in range(5)]
json.dump(
    {
        "madeWith": {"shap": shap.__version__, "numpy": np.__version__},
        "cases": [
            case("relu, one probability", 5, single, [(6, "relu"), (1, "sigmoid")]),
            case("tanh, three classes", 4, [[0], [1], [2], [3]], [(5, "tanh"), (3, "softmax")]),
            case("two categories among numbers", 8, [[0], [1, 2, 3], [4], [5, 6], [7]], [(6, "relu"), (4, "relu"), (1, "linear")]),
            case("eight columns", 8, [[i] for i in range(8)], [(7, "tanh"), (1, "sigmoid")], rows=2, backgrounds=6),
        ],
    },
    sys.stdout,
    separators=(",", ":"),
)
