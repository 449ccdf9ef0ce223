"""What docs/wire.md says of bytes: names, canonical JSON, join strings, the grid, encoded updates. Python's own library alone."""

import base64
import hashlib
import json
import math
import re
import struct
from fractions import Fraction

CHUNK_BYTES = 1 << 20
GRID_INT32, FLOAT32, METRICS_JSON = 1, 2, 4
NAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,61}[a-z0-9])?")
RUN = re.compile(r"run-[a-z0-9]{1,40}")
PREFIX = "consilium-join-1-"


def sha256_hex(data):
    return hashlib.sha256(data).hexdigest()


# Canonical JSON (RFC 8785) ------------------------------------------------------------------------------------------------


def number(value):
    """A number as ECMAScript prints it."""
    value = float(value)
    if not math.isfinite(value):
        raise ValueError("JSON cannot say it")
    if value == 0:
        return "0"
    # Python finds the same shortest digits; only their form differs.
    sign, digits, exponent = ("-" if value < 0 else ""), *digits_of(abs(value))
    n, k = exponent, len(digits)
    if k <= n <= 21:
        return sign + digits + "0" * (n - k)
    if 0 < n <= 21:
        return f"{sign}{digits[:n]}.{digits[n:]}"
    if -6 < n <= 0:
        return f"{sign}0.{'0' * -n}{digits}"
    return f"{sign}{digits[0]}{'.' + digits[1:] if k > 1 else ''}e{'+' if n > 0 else '-'}{abs(n - 1)}"


def digits_of(value):
    mantissa, _, exponent = repr(value).partition("e")
    whole, _, part = mantissa.partition(".")
    digits = (whole + part).lstrip("0")
    leading = len(whole + part) - len(digits)
    return digits.rstrip("0"), len(whole) - leading + int(exponent or 0)


def text(value):
    return json.dumps(value, ensure_ascii=False)


def canonical(value):
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, (int, float)):
        return number(value)
    if isinstance(value, str):
        return text(value)
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
    return "{" + ",".join(f"{text(key)}:{canonical(value[key])}" for key in keys) + "}"


def read_plan(content, plan_hash):
    """A plan by its hash; what is not canonical is none."""
    if sha256_hex(content) != plan_hash:
        raise ValueError("PLAN_HASH_MISMATCH")
    plan = json.loads(content)
    if canonical(plan).encode() != content:
        raise ValueError("PLAN_HASH_MISMATCH")
    return plan


# Join strings ---------------------------------------------------------------------------------------------------------------


def read_join_string(word):
    compact = re.sub(r"\s", "", word)
    if not compact.startswith(PREFIX) or len(compact) > 1000:
        raise ValueError("no join string")
    encoded = compact[len(PREFIX) :]
    data = base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))
    check, body = data[:4], data[4:]
    if hashlib.sha256(PREFIX.encode() + body).digest()[:4] != check:
        raise ValueError("incomplete or mistyped")
    consortium, site, address, rest = body[52:].decode().split("\n")
    if rest != "" or not NAME.fullmatch(consortium) or not NAME.fullmatch(site):
        raise ValueError("names no consortium, site and address")
    return {
        "consortium": consortium,
        "site": site,
        "address": address,
        "authority": body[:32].hex(),
        "token": body[32:52],
    }


# The grid -----------------------------------------------------------------------------------------------------------------


def batch_bound(population, rate):
    mean = population * rate
    return min(population, math.ceil(mean + 37 / 3 + math.sqrt(37 * 37 / 9 + 2 * 37 * mean)))


def choose_grid(clip, noise_multiplier, contributors, honest, dimension, units):
    tail = math.sqrt(2 * ((2 * dimension).bit_length() + 50) * 0.6931472)

    def at(scale):
        clip_units = math.floor(clip * scale)
        return {
            "scale": scale,
            "clipUnits": clip_units,
            "noiseStd": noise_multiplier * clip_units / math.sqrt(honest) * (1 + 2.0**-50),
        }

    def fits(grid):
        largest = units * grid["clipUnits"] + 2
        return contributors * largest + grid["noiseStd"] * math.sqrt(contributors) * tail <= 2**31 - 16 and grid["noiseStd"] <= 2.0**30

    scale = 1.0
    while fits(at(scale * 2)):
        scale *= 2
    while not fits(at(scale)):
        scale /= 2
    return at(scale)


def grid_of(plan, dimension):
    """The grid of a plan that states its noise multiplier; `noiseStd` and norms in units of the grid."""
    privacy, sites = plan["privacy"], plan["sites"]
    z = privacy["noiseMultiplier"] * (1 + 2.0**-20)
    mechanism = privacy["mechanism"]
    units = 1
    if mechanism != "dp-fedavg":
        largest = max(site.get("patients", 1) for site in sites.values())
        units = batch_bound(2 * largest, plan["training"]["samplingRate"])
    contributors = 1 if mechanism == "dp-sgd" else len(sites)
    return choose_grid(privacy["clip"], z, contributors, privacy.get("honestContributors", 1), dimension, units)


# Updates --------------------------------------------------------------------------------------------------------------------


def to_grid(vector, grid, weight=1.0, clip=None):
    """A vector clipped to the grid's norm, as integers: toward zero, never longer than the bound."""
    scale = weight * grid["scale"]
    bound = grid["clipUnits"] if clip is None else math.floor(clip * weight * grid["scale"])
    norm = math.sqrt(math.fsum(x * x for x in vector))
    if not math.isfinite(norm):
        return [0] * len(vector)
    shrink = 1 - 2.0**-28
    factor = scale if norm * scale <= bound * shrink else bound / norm * shrink
    words = [int(x * factor) for x in vector]
    if sum(word * word for word in words) > bound * bound:
        raise ValueError("NORM_EXCEEDED")
    return words


def wrap(word):
    """The representative modulo 2^32 in [-2^31, 2^31)."""
    return (word + 2**31) % 2**32 - 2**31


def int32_bytes(words):
    return struct.pack(f"<{len(words)}i", *map(wrap, words))


def float32_bytes(values):
    return struct.pack(f"<{len(values)}f", *values)


def floats(content):
    return list(struct.unpack(f"<{len(content) // 4}f", content))


def chunks(content, start=0):
    return [(offset, content[offset : offset + CHUNK_BYTES]) for offset in range(start, len(content), CHUNK_BYTES)]


def variance_of(grid):
    """Of the noise, exactly as the double says."""
    return Fraction(grid["noiseStd"]) ** 2
