"""Compares the known answers of docs/wire.md with what this agent computes, with Python's own library alone.

    python3 test/interop/python-agent/wire_vectors.py test/fixtures/wire.json
"""

import json
import math
import sys

import wire

statements = 0


def holds(what, found, expected):
    global statements
    statements += 1
    if found != expected:
        sys.exit(f"{what}: found {found!r}, expected {expected!r}")


def canonical(vectors):
    for at, vector in enumerate(vectors):
        holds(f"canonical {at}", wire.canonical(vector["value"]), vector["text"])
        holds(f"hash {at}", wire.sha256_hex(vector["text"].encode()), vector["hash"])


def join(vector):
    expected = {
        "consortium": vector["consortium"],
        "site": vector["site"],
        "address": vector["address"],
        "authority": vector["authorityFingerprint"],
        "token": bytes.fromhex(vector["token"]),
    }
    holds("join string", wire.read_join_string(vector["string"]), expected)


def plan(mechanism, vector):
    document = wire.read_plan(vector["json"].encode(), vector["hash"])
    holds("mechanism", document["privacy"]["mechanism"], mechanism)
    encodings = {"dp-fedsgd": wire.GRID_INT32, "dp-fedavg": wire.GRID_INT32, "dp-sgd": wire.FLOAT32, "none": wire.FLOAT32}
    holds(f"{mechanism}: encoding", encodings[mechanism], vector["encoding"])
    inputs = sum(1 if f["kind"] == "number" else len(f["codes"]) if len(f["codes"]) > 2 else 1 for f in document["data"]["features"].values())
    holds(f"{mechanism}: parameters", inputs + 1, vector["parameters"])
    largest = max(site["patients"] for site in document["sites"].values())
    for site, expected in vector["sites"].items():
        patients = document["sites"][site]["patients"]
        weight, divided = 1, document["training"].get("samplingRate", 1) * patients
        if mechanism != "dp-fedsgd":
            weight = divided = patients / largest if document["strategy"].get("weights") == "public-bucket" else 1
        holds(f"{mechanism}: {site}", {"weight": weight, "denominator": divided}, expected)
    if "grid" in vector:
        grid = wire.grid_of(document, vector["parameters"])
        longest = longest_of(grid, document, vector["parameters"])
        holds(f"{mechanism}: grid", {**grid, "longest": longest}, vector["grid"])


def longest_of(grid, document, dimension):
    units = 1
    if document["privacy"]["mechanism"] != "dp-fedavg":
        largest = max(site["patients"] for site in document["sites"].values())
        units = wire.batch_bound(2 * largest, document["training"]["samplingRate"])
    return (units * grid["clipUnits"] + grid["noiseStd"] * (math.sqrt(dimension) + 9)) * (1 + 2.0**-20)


def encoded(vector, grid):
    for at, one in enumerate(vector["vectors"]):
        words = wire.to_grid(one["vector"], grid, one["weight"], vector["clip"])
        holds(f"words {at}", words, one["words"])
        holds(f"bytes {at}", wire.int32_bytes(words).hex(), one["bytes"])
    terms = [words_of(bytes.fromhex(term)) for term in vector["sum"]["terms"]]
    total = [sum(column) for column in zip(*terms)]
    holds("sum", wire.int32_bytes(total).hex(), vector["sum"]["bytes"])
    holds("decoded", [wire.wrap(word) / grid["scale"] for word in total], vector["sum"]["decoded"])


def words_of(content):
    return [wire.wrap(int.from_bytes(content[i : i + 4], "little")) for i in range(0, len(content), 4)]


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        vectors = json.load(file)
    canonical(vectors["canonical"])
    join(vectors["join"])
    for mechanism, vector in vectors["plans"].items():
        plan(mechanism, vector)
    encoded(vectors["encoded"], vectors["plans"]["dp-fedavg"]["grid"])
    chunks = vectors["chunks"]
    content = bytes(chunks["bytes"])
    holds("chunks", [{"offset": at, "bytes": len(data)} for at, data in wire.chunks(content, chunks["from"])], chunks["chunks"])
    print(f"{statements} statements hold")


if __name__ == "__main__":
    main()
