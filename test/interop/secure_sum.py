"""Checks the known answers of a sum under masks without any of Consilium's code, and without a library.

    python3 test/interop/secure_sum.py lib/secure-sum/fixtures/sum-of-five.json
    python3 test/interop/secure_sum.py transcript FILE     what "consilium run transcript" has written

Written from the standards: X25519 (RFC 7748), Ed25519 (RFC 8032), HKDF (RFC 5869), AES-256 (FIPS 197), counter mode and GCM
(NIST SP 800-38A and 800-38D), Shamir's scheme over the field of 65,536 elements. Slow, and not for secrets.
"""

import hashlib
import hmac
import itertools
import json
import math
import struct
import sys

PROTOCOL = "consilium/secure-sum/1/"


# Fields -----------------------------------------------------------------------------------------------------------------


def encode(label, *fields):
    out = b""
    for field in (PROTOCOL + label, *fields):
        data = field if isinstance(field, bytes) else str(field).encode()
        out += struct.pack(">Q", len(data)) + data
    return out


def digest(label, *fields):
    return hashlib.sha256(encode(label, *fields)).digest()


def hkdf(secret, salt, info):
    pseudo = hmac.new(salt, secret, hashlib.sha256).digest()
    return hmac.new(pseudo, info.encode() + b"\x01", hashlib.sha256).digest()


# Curves -----------------------------------------------------------------------------------------------------------------

P = 2**255 - 19


def x25519(scalar, point):
    k = bytearray(scalar)
    k[0] &= 248
    k[31] = (k[31] & 127) | 64
    k = int.from_bytes(k, "little")
    u = int.from_bytes(point, "little") & (2**255 - 1)
    x2, z2, x3, z3, swap = 1, 0, u, 1, 0
    for t in range(254, -1, -1):
        bit = (k >> t) & 1
        if swap ^ bit:
            x2, x3, z2, z3 = x3, x2, z3, z2
        swap = bit
        a, b, c, d = (x2 + z2) % P, (x2 - z2) % P, (x3 + z3) % P, (x3 - z3) % P
        aa, bb, da, cb = a * a % P, b * b % P, d * a % P, c * b % P
        e = (aa - bb) % P
        x3, z3 = (da + cb) ** 2 % P, u * (da - cb) ** 2 % P
        x2, z2 = aa * bb % P, e * (aa + 121665 * e) % P
    if swap:
        x2, z2 = x3, z3
    return (x2 * pow(z2, P - 2, P) % P).to_bytes(32, "little")


BASE = (9).to_bytes(32, "little")
D = -121665 * pow(121666, P - 2, P) % P
ORDER = 2**252 + 27742317777372353535851937790883648493
SQRT_M1 = pow(2, (P - 1) // 4, P)


def recover_x(y, sign):
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P:
        x = x * SQRT_M1 % P
    if (x * x - x2) % P:
        raise ValueError("not a point")
    return P - x if x & 1 != sign else x


def add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def multiply(s, p):
    q = (0, 1, 1, 0)
    while s:
        if s & 1:
            q = add(q, p)
        p = add(p, p)
        s >>= 1
    return q


def point(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    x = recover_x(y, sign)
    return (x, y, 1, x * y % P)


GY = 4 * pow(5, P - 2, P) % P
G = (recover_x(GY, 0), GY, 1, recover_x(GY, 0) * GY % P)


def verifies(public, message, signature):
    a, r = point(public), point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % ORDER
    left, right = multiply(s, G), add(r, multiply(h, a))
    return s < ORDER and (left[0] * right[2] - right[0] * left[2]) % P == 0 and (left[1] * right[2] - right[1] * left[2]) % P == 0


# AES-256 ----------------------------------------------------------------------------------------------------------------


def xtime(a):
    return ((a << 1) ^ 0x11B) if a & 0x80 else a << 1


def gmul(a, b):
    out = 0
    while b:
        if b & 1:
            out ^= a
        a, b = xtime(a), b >> 1
    return out


def s_box():
    box = [0x63] * 256
    p = q = 1
    while True:
        p = gmul(p, 3)
        q = gmul(q, 0xF6)
        x = q ^ ((q << 1 | q >> 7) & 255) ^ ((q << 2 | q >> 6) & 255) ^ ((q << 3 | q >> 5) & 255) ^ ((q << 4 | q >> 4) & 255)
        box[p] = x ^ 0x63
        if p == 1:
            return box


SBOX = s_box()


def expand(key):
    words = [list(key[4 * i : 4 * i + 4]) for i in range(8)]
    rcon = 1
    for i in range(8, 60):
        word = list(words[i - 1])
        if i % 8 == 0:
            word = [SBOX[b] for b in word[1:] + word[:1]]
            word[0] ^= rcon
            rcon = xtime(rcon)
        elif i % 8 == 4:
            word = [SBOX[b] for b in word]
        words.append([a ^ b for a, b in zip(words[i - 8], word)])
    return [sum(words[4 * r : 4 * r + 4], []) for r in range(15)]


def aes(keys, block):
    state = [a ^ b for a, b in zip(block, keys[0])]
    for round_ in range(1, 15):
        state = [SBOX[state[(i + 4 * (i % 4)) % 16]] for i in range(16)]
        if round_ < 14:
            mixed = []
            for c in range(0, 16, 4):
                col = state[c : c + 4]
                for i in range(4):
                    mixed.append(gmul(col[i], 2) ^ gmul(col[(i + 1) % 4], 3) ^ col[(i + 2) % 4] ^ col[(i + 3) % 4])
            state = mixed
        state = [a ^ b for a, b in zip(state, keys[round_])]
    return bytes(state)


def counter(key, first, length):
    keys = expand(key)
    blocks = (aes(keys, ((first + i) % 2**128).to_bytes(16, "big")) for i in range((length + 15) // 16))
    return b"".join(blocks)[:length]


def ghash(h, data):
    y = 0
    for i in range(0, len(data), 16):
        x = y ^ int.from_bytes(data[i : i + 16], "big")
        z, v = 0, h
        for bit in range(127, -1, -1):
            if (x >> bit) & 1:
                z ^= v
            v = (v >> 1) ^ (0xE1 << 120) if v & 1 else v >> 1
        y = z
    return y


def open_gcm(key, sealed, associated):
    """Nonce of twelve zero bytes."""
    text, tag = sealed[:-16], sealed[-16:]
    h = int.from_bytes(aes(expand(key), bytes(16)), "big")
    pad = lambda data: data + bytes(-len(data) % 16)
    check = ghash(h, pad(associated) + pad(text) + struct.pack(">QQ", 8 * len(associated), 8 * len(text)))
    mask = int.from_bytes(counter(key, 1, 16), "big")
    if (check ^ mask).to_bytes(16, "big") != tag:
        raise ValueError("the tag does not fit")
    return bytes(a ^ b for a, b in zip(text, counter(key, 2, len(text))))


# Shamir -----------------------------------------------------------------------------------------------------------------


def times(a, b):
    out = 0
    for bit in range(15, -1, -1):
        out = ((out << 1) ^ 0x1100B) if out & 0x8000 else out << 1
        if (b >> bit) & 1:
            out ^= a
    return out


def inverse(a):
    out, power = 1, 65534
    while power:
        if power & 1:
            out = times(out, a)
        a, power = times(a, a), power >> 1
    return out


def join(shares):
    """shares: [(holder, 32 bytes)]"""
    secret = [0] * 16
    for holder, data in shares:
        weight = 1
        for other, _ in shares:
            if other != holder:
                weight = times(weight, times(other, inverse(other ^ holder)))
        for i, word in enumerate(struct.unpack(">16H", data)):
            secret[i] ^= times(weight, word)
    return struct.pack(">16H", *secret)


# The ring ---------------------------------------------------------------------------------------------------------------


def shuffled(names, seed):
    """Fisher and Yates, by 53 bits of every eight bytes of a keystream."""
    key = hashlib.sha256(b"consilium/seeded-random/v1\0" + seed.hex().encode()).digest()
    stream = counter(key, 0, 8 * len(names))
    out = list(names)
    for step, i in enumerate(range(len(out) - 1, 0, -1)):
        j = (struct.unpack(">Q", stream[8 * step : 8 * step + 8])[0] >> 11) * (i + 1) >> 53
        out[i], out[j] = out[j], out[i]
    return out


def ring_threshold(n, colluding):
    """Fewest above half of a hundred that collude among a hundred by at most 2^-104 / n^2."""
    total = math.comb(n - 1, 100)
    tail = [math.comb(colluding, x) * math.comb(n - 1 - colluding, 100 - x) for x in range(101)]
    return next(t for t in range(51, 101) if sum(tail[t:]) * n * n * 2**104 <= total)


# The sum ----------------------------------------------------------------------------------------------------------------

checked = 0


def expect(condition, what):
    global checked
    checked += 1
    if not condition:
        sys.exit(f"does not hold: {what}")


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


# Transcripts ------------------------------------------------------------------------------------------------------------


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, length):
        if self.at + length > len(self.data):
            sys.exit("does not hold: the bytes end too early")
        self.at += length
        return self.data[self.at - length : self.at]

    def text(self):
        return self.take(struct.unpack(">I", self.take(4))[0]).decode()

    def whole(self):
        return struct.unpack(">Q", self.take(8))[0]

    def number(self):
        return struct.unpack(">d", self.take(8))[0]

    def list(self, element):
        return [element() for _ in range(struct.unpack(">I", self.take(4))[0])]

    def end(self):
        expect(self.at == len(self.data), "nothing after the end")


def read_transcript(data):
    r = Reader(data)
    head = (PROTOCOL + "transcript").encode()
    expect(r.take(len(head)) == head, "these are the bytes of a transcript")
    site = lambda: {"id": r.text(), "key": r.text(), "patients": r.whole()}
    roster = {"consortium": r.text(), "epoch": r.whole(), "sites": r.list(site), "colluding": r.whole(), "minimum": r.whole()}
    terms = {"roster": roster, "planHash": r.text(), "run": r.text(), "round": r.whole(), "attempt": r.whole(), "kind": r.text()}
    terms |= {"baseHash": r.text(), "scale": r.number(), "noise": r.number(), "words": r.whole(), "honest": r.whole(), "parent": r.text()}
    terms["sites"] = r.list(r.text)
    key = ("agreement", "masking", "commitment", "nonce")
    keys = lambda: {"site": r.text(), **{name: r.take(32) for name in key}, "signature": r.take(64)}
    masked = lambda: {"site": r.text(), "sharersHash": r.take(32), "wordsHash": r.take(32), "signature": r.take(64)}
    agreed = lambda: {"site": r.text(), "survivorsHash": r.take(32), "signature": r.take(64)}
    t = {"terms": terms, "keys": r.list(keys), "sharers": r.list(r.text), "survivors": r.list(masked), "agreements": r.list(agreed)}
    step = {"strategy": r.text(), "summed": r.take(1)[0], "denominator": r.number()}
    step["variances"] = r.list(lambda: (r.whole(), r.whole()))
    step["rounds"] = r.whole()
    expect(step["summed"] in (0, 1), "gradients or updates")
    t |= {"step": step, "sumHash": r.take(32), "modelHash": r.take(32), "beforeHash": r.take(32), "afterHash": r.take(32)}
    r.end()
    return t


def context_of(terms):
    return digest(
        "context", hashlib.sha256(canonical(terms["roster"])).hexdigest(), terms["planHash"], terms["run"], terms["round"],
        terms["attempt"], terms["kind"], terms["baseHash"], struct.pack(">dd", terms["scale"], terms["noise"]), terms["words"], terms["honest"],
        terms["parent"], *terms["sites"],
    )  # fmt: skip


def check_transcript(t):
    """Up to 200 sites, where everybody shares masks with everybody."""
    terms, roster = t["terms"], t["terms"]["roster"]
    context = context_of(terms)
    order = [site["id"] for site in roster["sites"]]
    keys = {site["id"]: bytes.fromhex(site["key"]) for site in roster["sites"]}

    def among(names, those, what):
        places = [order.index(name) if name in those else -1 for name in names]
        expect(all(a < b for a, b in zip([-1, *places], places)), f"{what}: in the order of the roster, each once")

    expect(order == sorted(set(order)) and len(set(keys.values())) == len(order), "sites of the roster, each once")
    expect(3 <= roster["minimum"] <= len(order) and roster["colluding"] <= roster["minimum"] - 2, "fewest sites of the roster")
    for name, key in keys.items():
        # y of the point; u = (1 + y) / (1 - y) is of small order with it, and agrees on nothing.
        y = int.from_bytes(key, "little") % 2**255 % P
        u = (1 + y) * pow(1 - y, P - 2, P) % P
        expect(any(x25519(bytes(31) + b"\x40", u.to_bytes(32, "little"))), f"the key of {name} is somebody's")
    among(terms["sites"], order, "sites that are asked")
    expect(roster["minimum"] <= len(terms["sites"]) <= 200, "enough sites are asked, and they are no ring")
    expect(1 <= terms["honest"] <= roster["minimum"] - roster["colluding"], "honest sites that the noise counts on")
    names = lambda messages: [message["site"] for message in messages]
    among(names(t["keys"]), terms["sites"], "keys")
    expect(len(t["keys"]) >= roster["minimum"], "enough keys")
    parts = []
    for m in t["keys"]:
        text = encode("keys", context, m["site"], m["agreement"], m["masking"], m["commitment"], m["nonce"])
        expect(verifies(keys[m["site"]], text, m["signature"]), f"keys of {m['site']}")
        # Eight times a point of small order is none: whatever the secret, what is agreed with it is known.
        for name in ("agreement", "masking"):
            expect(any(x25519(bytes(31) + b"\x40", m[name])), f"keys of {m['site']} agree on something")
        parts += [text, m["signature"]]
    among(t["sharers"], names(t["keys"]), "those who shared")
    expect(len(t["sharers"]) >= roster["minimum"], "enough have shared")
    sharers_hash = digest("sharers", context, digest("keys-of-all", context, *parts), *t["sharers"])
    among(names(t["survivors"]), t["sharers"], "the sum")
    expect(len(t["survivors"]) >= max(roster["minimum"], terms["honest"] + roster["colluding"]), "enough in the sum")
    fields = []
    for m in t["survivors"]:
        expect(m["sharersHash"] == sharers_hash, f"sharers that {m['site']} knows")
        expect(verifies(keys[m["site"]], encode("masked", context, m["site"], sharers_hash, m["wordsHash"]), m["signature"]), f"vector of {m['site']}")
        fields += [m["site"], m["wordsHash"]]
    survivors_hash = digest("survivors", context, sharers_hash, *fields)
    among(names(t["agreements"]), names(t["survivors"]), "agreements")
    expect(len(t["agreements"]) >= (len(t["keys"]) + roster["colluding"]) // 2 + 1, "enough agree")
    for m in t["agreements"]:
        expect(m["survivorsHash"] == survivors_hash, f"survivors that {m['site']} knows")
        expect(verifies(keys[m["site"]], encode("agreement", context, m["site"], survivors_hash), m["signature"]), f"agreement of {m['site']}")


def check_words(t, transcript_hash, words):
    terms, roster = t["terms"], t["terms"]["roster"]
    keys = {site["id"]: bytes.fromhex(site["key"]) for site in roster["sites"]}
    said = [word["site"] for word in words]
    expect(len(set(said)) == len(said) and set(said) <= set(terms["sites"]), "who has signed the transcript, each once")
    expect(len(said) >= (len(terms["sites"]) + roster["colluding"]) // 2 + 1, "enough have signed the transcript")
    for word in words:
        fields = (transcript_hash, t["sumHash"], t["modelHash"])
        expect((word["transcriptHash"], word["sumHash"], word["modelHash"]) == fields, f"what {word['site']} has signed")
        text = encode("transcript-word", context_of(terms), word["site"], *fields)
        expect(verifies(keys[word["site"]], text, word["signature"]), f"word of {word['site']}")


def single(value):
    """To the nearest number of 32 bits."""
    return struct.unpack("<f", struct.pack("<f", value))[0]


def check_step(t, base, total, before):
    """FedAvg, FedAvgM, FedAdagrad, FedAdam, FedYogi and the average of the tail, written from the papers."""
    terms, step, strategy = t["terms"], t["step"], json.loads(t["step"]["strategy"])
    n = terms["words"]
    sha = lambda data: hashlib.sha256(data).digest()
    expect(sha(base).hex() == terms["baseHash"] and len(base) == 4 * n, "model before")
    expect(sha(total) == t["sumHash"] and len(total) == 4 * n, "sum")
    expect(sha(before) == t["beforeHash"], "memory before")
    expect(terms["parent"] != "0" * 64 or before == bytes(16), "before the first round nothing is remembered")
    count, *there = struct.unpack("<4I", before[:16])
    memory, at = {}, 16
    for name, present in zip(("first", "second", "tail"), there):
        if present:
            memory[name] = struct.unpack(f"<{n}d", before[at : at + 8 * n])
            at += 8 * n
    scale = (-1 if step["summed"] == 0 else 1) / step["denominator"]
    delta = [word * (1 / terms["scale"]) * scale for word in struct.unpack(f"<{n}i", total)]
    kind, direction = strategy["kind"], delta
    if kind == "fedavgm":
        direction = memory["first"] = [strategy["momentum"] * m + d for m, d in zip(memory.get("first", [0] * n), delta)]
    elif kind != "fedavg":
        b1, tau, after = strategy["beta1"], strategy["tau"], {}
        first = [b1 * m + (1 - b1) * d for m, d in zip(memory.get("first", [0] * n), delta)]
        sign = lambda x: (x > 0) - (x < 0)
        second = {
            "fedadagrad": lambda v, s: v + s,
            "fedadam": lambda v, s: strategy["beta2"] * v + (1 - strategy["beta2"]) * s,
            "fedyogi": lambda v, s: v - (1 - strategy["beta2"]) * s * sign(v - s),
        }[kind]
        memory["second"] = [second(v, d * d) for v, d in zip(memory.get("second", [tau * tau] * n), delta)]
        memory["first"] = first
        direction = [m / (math.sqrt(v) + tau) for m, v in zip(first, memory["second"])]
    model = [single(w + strategy["learningRate"] * d) for w, d in zip(struct.unpack(f"<{n}f", base), direction)]
    for offset, size in step["variances"]:
        model[offset : offset + size] = [max(0.0, w) for w in model[offset : offset + size]]
    rounds, round_ = step["rounds"], terms["round"]
    expect(1 <= round_ <= rounds, "a round of the run")
    tail = max(1, math.floor(strategy["tailAverage"] * rounds + 0.5))
    if strategy["tailAverage"] > 0 and round_ > rounds - tail:
        memory["tail"] = [w + s for w, s in zip(model, memory.get("tail", [0] * n))]
        count += 1
        if round_ == rounds:
            model = [single(s / count) for s in memory["tail"]]
    expect(sha(struct.pack(f"<{n}f", *model)) == t["modelHash"], "the model follows from the sum")
    kept = [name for name in ("first", "second", "tail") if name in memory]
    after = struct.pack("<4I", count, *(int(name in memory) for name in ("first", "second", "tail")))
    after += b"".join(struct.pack(f"<{n}d", *memory[name]) for name in kept)
    expect(sha(after) == t["afterHash"], "the memory follows from the sum")


def main_transcript(path):
    with open(path, "rb") as file:
        r = Reader(file.read())
    label, transcript, words, base, total, before = (r.take(r.whole()) for _ in range(6))
    r.end()
    expect(label == (PROTOCOL + "transcript-file").encode(), "this is the file of a transcript")
    t = read_transcript(transcript)
    check_transcript(t)
    w = Reader(words)
    said = w.list(lambda: {"site": w.text(), "transcriptHash": w.take(32), "sumHash": w.take(32), "modelHash": w.take(32), "signature": w.take(64)})
    w.end()
    check_words(t, hashlib.sha256(transcript).digest(), said)
    check_step(t, base, total, before)
    print(f"round {t['terms']['round']}: {checked} statements hold, model {t['modelHash'].hex()}")


def main(path):
    with open(path, encoding="utf-8") as file:
        v = json.load(file)
    un = bytes.fromhex
    terms, roster = v["terms"], v["terms"]["roster"]
    numbers = {site["id"]: i + 1 for i, site in enumerate(roster["sites"])}
    keys = {site["id"]: un(site["key"]) for site in roster["sites"]}

    expect(hashlib.sha256(canonical(roster)).hexdigest() == v["rosterHash"], "hash of the roster")
    governance = v["governance"]
    expect(verifies(un(governance["publicKey"]), encode("roster", v["rosterHash"]), un(governance["signature"])), "signed roster")

    context = digest(
        "context", v["rosterHash"], terms["planHash"], terms["run"], terms["round"], terms["attempt"], terms["kind"], terms["baseHash"],
        struct.pack(">dd", terms["scale"], terms["noise"]), terms["words"], terms["honest"], terms["parent"], *terms["sites"],
    )  # fmt: skip
    expect(context.hex() == v["context"], "context")
    expect(v["threshold"] == (len(terms["sites"]) + roster["colluding"]) // 2 + 1, "threshold")

    # Above 200 sites: the order of the ring, and shares by the hypergeometric tail, exactly.
    ring = v["ring"]
    order = shuffled(ring["sites"], digest("neighbours", bytes(32), *(hashlib.sha256(name.encode()).digest() for name in ring["sites"])))
    for place, near in zip((0, 66, 200), ring["near"]):
        at, n = order.index(ring["sites"][place]), len(order)
        expect(sorted(near) == sorted(order[(at + step) % n] for step in range(-50, 51) if step), "who is near whom on the ring")
    for n, colluding, least in ring["thresholds"]:
        expect(ring_threshold(n, colluding) == least, f"threshold on a ring of {n}")

    by_site = {site["site"]: site for site in v["sites"]}
    said = {name: {message["t"]: message for message in site["said"]} for name, site in by_site.items()}

    def signed(site, text, message):
        expect(verifies(keys[site], text, un(message["signature"])), f"signature of {site}")

    # Keys, and the hash of all of them.
    parts = []
    for name in terms["sites"]:
        message, secrets = said[name]["keys"], by_site[name]["secrets"]
        expect(x25519(un(secrets["agreement"]), BASE).hex() == message["agreement"], f"agreement key of {name}")
        expect(x25519(un(secrets["masking"]), BASE).hex() == message["masking"], f"masking key of {name}")
        expect(digest("commitment", context, name, un(secrets["selfMask"])).hex() == message["commitment"], f"commitment of {name}")
        expect(secrets["nonce"] == message["nonce"], f"nonce of {name}")
        text = encode("keys", context, name, *(un(message[field]) for field in ("agreement", "masking", "commitment", "nonce")))
        signed(name, text, message)
        parts += [text, un(message["signature"])]
    keys_hash = digest("keys-of-all", context, *parts)
    expect(keys_hash.hex() == v["keysHash"], "hash of all keys")

    # Shares: each opens by the keys of its two ends, and any threshold of them joins to the secret.
    agreed = lambda own, other, label, info: hkdf(x25519(own, other), context, f"{PROTOCOL}{label}/{info}")
    pair = lambda a, b: json.dumps([a, b], separators=(",", ":"))
    for name in terms["sites"]:
        site = by_site[name]
        shares = {share["holder"]: share for share in site["shares"]}
        expect(un(said[name]["shares"]["keysHash"]) == keys_hash, "shares under the same keys")
        flat = [
            (m["from"], m["to"], un(m["sealed"]), un(m["hashes"]["self"]), un(m["hashes"]["pair"]))
            for m in said[name]["shares"]["messages"]
        ]
        own = said[name]["shares"]["own"]
        text = encode("shares", context, name, keys_hash, un(own["self"]), un(own["pair"]), *itertools.chain(*flat))
        signed(name, text, said[name]["shares"])
        bound = {name: own, **{m["to"]: m["hashes"] for m in said[name]["shares"]["messages"]}}
        for holder, hashes in bound.items():
            for kind in ("self", "pair"):
                hashed = digest("share-hash", context, name, holder, kind, un(shares[holder][kind]))
                expect(hashed.hex() == hashes[kind], f"what {name} is bound to at {holder}")
        for message in said[name]["shares"]["messages"]:
            to = message["to"]
            key = agreed(un(by_site[to]["secrets"]["agreement"]), un(said[name]["keys"]["agreement"]), "share-key", pair(name, to))
            opened = open_gcm(key, un(message["sealed"]), encode("sealed-share", context, keys_hash, name, to))
            expect(opened.hex() == shares[to]["self"] + shares[to]["pair"], f"shares of {name} for {to}")
        for kind, secret in (("self", "selfMask"), ("pair", "masking")):
            for group in itertools.combinations(shares.values(), v["threshold"]):
                joined = join([(numbers[share["holder"]], un(share[kind])) for share in group])
                expect(joined.hex() == site["secrets"][secret], f"secret of {name} from {len(group)} shares")

    # Masks, and the vectors under them.
    stream = lambda key: struct.unpack(f"<{terms['words']}I", counter(key, 0, 4 * terms["words"]))
    self_mask = lambda name, seed: hkdf(seed, context, f"{PROTOCOL}self-mask/{name}")

    def pair_mask(name, seed, other):
        first, second = sorted((name, other), key=numbers.get)
        key = agreed(seed, un(said[other]["keys"]["masking"]), "pair-mask", pair(first, second))
        return key, 1 if name == first else -1

    for name, site in by_site.items():
        words = list(site["vector"])
        own = self_mask(name, un(site["secrets"]["selfMask"]))
        expect(own.hex() == site["selfMask"], f"own mask of {name}")
        masks = [(own, 1)]
        for mask in site["pairMasks"]:
            key, sign = pair_mask(name, un(site["secrets"]["masking"]), mask["other"])
            expect((key.hex(), sign) == (mask["key"], mask["sign"]), f"mask of {name} and {mask['other']}")
            masks.append((key, sign))
        for key, sign in masks:
            words = [(word + sign * m) % 2**32 for word, m in zip(words, stream(key))]
        expect(words == site["masked"], f"masked vector of {name}")

    # Who is left, that all agree on it, and what they open.
    survivors = [name for name in terms["sites"] if "masked" in said[name]]
    sharers_hash = digest("sharers", context, keys_hash, *terms["sites"])
    expect(sharers_hash.hex() == v["sharersHash"], "hash of the sharers")
    fields = []
    for name in survivors:
        message = said[name]["masked"]
        words_hash = hashlib.sha256(struct.pack(f"<{terms['words']}I", *by_site[name]["masked"])).digest()
        expect(words_hash.hex() == message["wordsHash"], f"hash of the vector of {name}")
        expect(sharers_hash.hex() == message["sharersHash"], f"sharers that {name} knows")
        signed(name, encode("masked", context, name, sharers_hash, words_hash), message)
        fields += [name, words_hash]
    expect(len(survivors) >= max(roster["minimum"], terms["honest"] + roster["colluding"]), "enough survivors")
    survivors_hash = digest("survivors", context, sharers_hash, *fields)
    expect(survivors_hash.hex() == v["survivorsHash"], "hash of the survivors")
    total = [sum(column) % 2**32 for column in zip(*(by_site[name]["masked"] for name in survivors))]
    opened = {}
    for name in survivors:
        signed(name, encode("agreement", context, name, survivors_hash), said[name]["agreement"])
        message = said[name]["unmask"]
        for word in (said[name]["agreement"], message):
            expect(survivors_hash.hex() == word["survivorsHash"], f"survivors that {name} knows")
        flat = []
        for share in message["shares"]:
            expect(share["kind"] == ("self" if share["of"] in survivors else "pair"), "one share of each site")
            flat += [share["of"], share["kind"], un(share["bytes"])]
            opened.setdefault((share["of"], share["kind"]), []).append((numbers[name], un(share["bytes"])))
        signed(name, encode("unmask", context, name, survivors_hash, *flat), message)
    for (name, kind), shares in opened.items():
        seed = join(shares[: v["threshold"]])
        if kind == "self":
            masks = [(self_mask(name, seed), -1)]
        else:
            masks = [pair_mask(name, seed, other) for other in survivors]
        for key, sign in masks:
            total = [(word + sign * m) % 2**32 for word, m in zip(total, stream(key))]
    plain = [sum(column) % 2**32 for column in zip(*(by_site[name]["vector"] for name in survivors))]
    expect(total == plain == v["sum"], "the sum without masks")
    transcript = un(v["transcript"])
    t = read_transcript(transcript)
    check_transcript(t)
    check_words(t, hashlib.sha256(transcript).digest(), [{k: m[k] if k == "site" else un(m[k]) for k in m} for m in v["words"]])
    expect(t["terms"]["roster"] == roster and context_of(t["terms"]) == context, "terms of the transcript")
    expect(hashlib.sha256(struct.pack(f"<{terms['words']}I", *plain)).digest() == t["sumHash"], "hash of the sum")
    print(f"{checked} statements hold")


(main_transcript if sys.argv[1] == "transcript" else main)(sys.argv[-1])
