"""Predicts the rows of a CSV file with an exported ONNX model: python predict.py FOLDER TABLE"""
import csv
import json
import sys

import numpy
import onnxruntime

folder, table = sys.argv[1:3]
inputs = json.load(open(f"{folder}/inputs.json", encoding="utf-8"))
onnx, missing = inputs["onnx"], inputs["missing"]["codes"]
rows = list(csv.DictReader(open(table, encoding="utf-8", newline="")))
cells = {
    "numbers": [[float("nan" if row[name] in missing else row[name]) for name in onnx["numbers"]] for row in rows],
    "codes": [[row[name] for name in onnx["codes"]] for row in rows],
}
session = onnxruntime.InferenceSession(f"{folder}/{onnx['file']}")
feed = {one.name: numpy.array(cells[one.name], dtype=float if one.name == "numbers" else object) for one in session.get_inputs()}
# A row that the plan leaves out is nan.
for line, values in enumerate(session.run([onnx["output"]], feed)[0].tolist(), start=2):
    print(line, *values)
