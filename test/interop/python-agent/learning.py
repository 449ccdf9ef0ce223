"""Logistic regression on a table: inputs as the plan's data dictionary says, one gradient for each patient, exact metrics."""

import csv
import hashlib
import math

import wire


def input_codes(feature):
    codes = [str(code) for code in feature["codes"]]
    if "baseline" in feature:
        return [code for code in codes if code != str(feature["baseline"])]
    return codes[1:] if len(codes) == 2 else codes


def encode(feature, cell):
    """The inputs of one cell, or None where nothing can be read."""
    if feature["kind"] == "category":
        if cell not in [str(code) for code in feature["codes"]]:
            return None
        return [1.0 if cell == code else 0.0 for code in input_codes(feature)]
    try:
        value = float(cell)
    except ValueError:
        return None
    low, high = feature["range"]
    if feature.get("scale", "range") != "range" or not math.isfinite(value):
        return None
    return [2 * (min(high, max(low, value)) - low) / (high - low) - 1]


def read_patients(path, data):
    """Rows of inputs and outcome by patient; a row with a gap is left out."""
    if data.get("missing", {}).get("rule", "drop-row") != "drop-row":
        raise ValueError("TASK_INVALID")
    missing = data.get("missing", {}).get("codes", ["", "?", "NA"])
    target = data["target"]
    outcome = {str(code): 1.0 for code in target["positive"]} | {str(code): 0.0 for code in target["negative"]}
    patients = {}
    with open(path, newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            cells = [encode(data["features"][name], row[name]) if row[name] not in missing else None for name in sorted(data["features"])]
            rows = patients.setdefault(row[data["patientId"]], [])
            if None not in cells and row[target["column"]] in outcome and len(rows) < data.get("maxRowsPerPatient", 16):
                rows.append(([x for cell in cells for x in cell], outcome[row[target["column"]]]))
    return {patient: rows for patient, rows in patients.items() if rows}


def is_held_out(patient, secret, share=1 / 3):
    digest = hashlib.sha256(secret + b"held out\0" + patient.encode()).digest()
    return int.from_bytes(digest[:8], "big") < share * 2**64


def require_logistic(plan):
    """This agent knows one kind of model. Anything else it refuses."""
    layers, training, privacy = plan["model"]["layers"], plan["training"], plan["privacy"]
    known = (
        len(layers) == 1
        and layers[0]["type"] == "dense"
        and layers[0]["units"] == 1
        and layers[0].get("activation") == "sigmoid"
        and training["loss"] == "binary-crossentropy"
        and plan["data"]["target"]["kind"] == "binary"
        and privacy["mechanism"] == "dp-fedsgd"
        and "noiseMultiplier" in privacy
        and not privacy.get("masks", privacy.get("honestContributors", 1) > 1)
    )
    if not known:
        raise ValueError("MECHANISM_REFUSED")


def probability(model, inputs):
    z = math.fsum(w * x for w, x in zip(model, inputs)) + model[-1]
    return 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))


def gradient(model, rows):
    """Of one patient: the mean over its rows."""
    total = [0.0] * len(model)
    for inputs, outcome in rows:
        difference = (probability(model, inputs) - outcome) / len(rows)
        for i, x in enumerate([*inputs, 1.0]):
            total[i] += difference * x
    return total


def gradient_words(model, patients, grid):
    """The sum of the patients' clipped gradients on the grid, without noise."""
    total = [0] * len(model)
    for rows in patients:
        for i, word in enumerate(wire.to_grid(gradient(model, rows), grid)):
            total[i] += word
    return total


def exact_metrics(model, patients, asked):
    """What the plan asks for, of loss, accuracy, auc and brier."""
    scored = [(probability(model, inputs), outcome) for rows in patients for inputs, outcome in rows]
    n = len(scored)
    losses = [-math.log(max(1e-300, p if outcome == 1 else 1 - p)) for p, outcome in scored]
    high, low = [p for p, y in scored if y == 1], [p for p, y in scored if y == 0]
    wins = sum(1.0 if a > b else 0.5 if a == b else 0.0 for a in high for b in low)
    values = {
        "loss": {"loss": math.fsum(losses) / n},
        "accuracy": {"accuracy": sum((p >= 0.5) == (y == 1) for p, y in scored) / n},
        "auc": {"auc": wins / (len(high) * len(low))} if high and low else {"aucUndefined": "only one class is present"},
        "brier": {"brier": math.fsum((p - y) ** 2 for p, y in scored) / n},
    }
    metrics = {"patients": len(patients), "rows": n, "lossFinite": True}
    for name in asked:
        metrics |= values.get(name, {})
    return metrics
