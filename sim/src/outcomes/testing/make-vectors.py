"""Makes scikit-learn-vectors.json: python make-vectors.py > scikit-learn-vectors.json"""

import json

import numpy as np
import sklearn
from sklearn import metrics

random = np.random.default_rng(7)


def number(observed, predicted, counts):
    median, mean = np.full(len(observed), np.median(observed)), np.full(len(observed), np.mean(observed))
    expected = {
        "mae": metrics.mean_absolute_error(observed, predicted),
        "baselineMae": metrics.mean_absolute_error(observed, median),
        "rmse": metrics.root_mean_squared_error(observed, predicted),
        "baselineRmse": metrics.root_mean_squared_error(observed, mean),
        "r2": metrics.r2_score(observed, predicted),
    }
    if counts:
        expected["deviance"] = metrics.mean_poisson_deviance(observed, predicted)
        expected["baselineDeviance"] = metrics.mean_poisson_deviance(observed, mean)
    return {"observed": observed.tolist(), "predicted": predicted.tolist(), "counts": counts, "expected": expected}


def classes(rows, width):
    observed = random.choice(width, rows, p=[0.6] + [0.4 / (width - 1)] * (width - 1))
    logits = random.normal(0, 1, (rows, width)) + 1.2 * np.eye(width)[observed]
    predicted = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    # As the network gives them; scikit-learn wants rows that sum to 1, which float32 does not give to the last bit.
    predicted = predicted.astype(np.float32).astype(np.float64)
    answers = predicted.argmax(axis=1)
    areas = [metrics.roc_auc_score(observed == k, predicted[:, k]) for k in range(width)]
    return {
        "observed": observed.tolist(),
        "predicted": predicted.tolist(),
        "expected": {
            "accuracy": metrics.accuracy_score(observed, answers),
            "macroRecall": metrics.balanced_accuracy_score(observed, answers),
            "recalls": metrics.recall_score(observed, answers, average=None).tolist(),
            "precisions": metrics.precision_score(observed, answers, average=None).tolist(),
            "areas": areas,
            "macroAuc": float(np.mean(areas)),
            "confusion": metrics.confusion_matrix(observed, answers).tolist(),
        },
    }


def binary(rows):
    observed = (random.random(rows) < 0.3).astype(int)
    # Rounded, so that scores come several times.
    predicted = np.round(1 / (1 + np.exp(-random.normal(observed * 1.5 - 1, 1))), 2).astype(np.float32).astype(np.float64)
    falses, trues, thresholds = metrics.roc_curve(observed, predicted, drop_intermediate=False)
    precision, recall, cuts = metrics.precision_recall_curve(observed, predicted)
    return {
        "observed": observed.tolist(),
        "predicted": predicted.tolist(),
        "roc": [list(point) for point in zip(thresholds[1:].tolist(), falses[1:].tolist(), trues[1:].tolist())],
        "precisionRecall": [list(point) for point in zip(cuts.tolist(), precision[:-1].tolist(), recall[:-1].tolist())],
    }


severity = random.gamma(2, 30, 40)
visits = random.poisson(2, 40).astype(float)
print(
    json.dumps(
        {
            "origin": f"make-vectors.py with scikit-learn {sklearn.__version__}, numpy {np.__version__}",
            "numbers": [
                number(np.round(severity, 2), np.round(severity * 0.8 + random.normal(10, 15, 40), 2), False),
                number(visits, np.round(random.gamma(4, 0.5, 40), 3), True),
            ],
            "classes": [classes(60, 3), classes(80, 5)],
            "binary": [binary(50)],
        }
    )
)
