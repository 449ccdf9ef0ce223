"""A site's record of what it has charged to its patients: one entry a line, each with the hash of the one before, on the disk before anything leaves."""

import hashlib
import hmac
import json
import math
import os

import wire


class Ledger:
    def __init__(self, folder, dataset, secret):
        self.path = os.path.join(folder, "ledger.jsonl")
        self.dataset, self.secret = dataset, secret
        self.entries = []
        if os.path.exists(self.path):
            with open(self.path, encoding="utf-8") as file:
                for line in file:
                    self._take(json.loads(line), line)

    def _take(self, entry, line):
        body = {key: value for key, value in entry.items() if key != "hash"}
        linked = body["seq"] == len(self.entries) + 1 and body["before"] == self.head()[1]
        if not linked or wire.sha256_hex(wire.canonical(body).encode()) != entry["hash"] or wire.canonical(entry) + "\n" != line:
            raise ValueError("LEDGER_CORRUPT")
        self.entries.append(entry)

    def append(self, **what):
        body = {"seq": len(self.entries) + 1, "before": self.head()[1], **what}
        entry = body | {"hash": wire.sha256_hex(wire.canonical(body).encode())}
        line = wire.canonical(entry) + "\n"
        with open(self.path, "a", encoding="utf-8") as file:
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
        self._take(entry, line)

    def head(self):
        return (self.entries[-1]["seq"], self.entries[-1]["hash"]) if self.entries else (0, "0" * 64)

    def mac(self, seq, digest):
        """Proof that this site has shown this head: nobody else can make one up."""
        message = "my ledger\0" + wire.canonical([self.dataset, seq, digest])
        return hmac.new(self.secret, message.encode(), hashlib.sha256).hexdigest()

    def require_not_older(self, heads):
        """Compares with what the coordinator shows: of what carries this site's proof, this ledger must have the entry."""
        for head in heads:
            own = hmac.compare_digest(self.mac(head.sequence, head.hash), head.mac)
            if head.dataset != self.dataset or not own:
                continue
            if not any(entry["seq"] == head.sequence and entry["hash"] == head.hash for entry in self.entries):
                raise ValueError("LEDGER_ROLLED_BACK")

    def charged(self, name):
        return any(entry["op"] == "charge" and entry["attempt"] == name for entry in self.entries)

    def charge(self, name, noise_multiplier, budget):
        """Counts a release before its noise is drawn. The price leaves out that patients are sampled: more than is spent, never less."""
        if self.charged(name):
            return
        spent = [entry["noise"] for entry in self.entries if entry["op"] == "charge"] + [noise_multiplier]
        rho = math.fsum(1 / (2 * z * z) for z in spent)
        # Bun and Steinke 2016, proposition 1.3.
        if rho + 2 * math.sqrt(rho * math.log(1 / budget["delta"])) > budget["epsilon"]:
            raise ValueError("BUDGET_EXCEEDED")
        self.append(op="charge", attempt=name, noise=noise_multiplier)

    def leaves(self, name, digest):
        """Says before the first byte what leaves for a charge."""
        before = [entry["update"] for entry in self.entries if entry["op"] == "leaves" and entry["attempt"] == name]
        if before and before != [digest]:
            raise ValueError("INTERNAL")
        if not before:
            self.append(op="leaves", attempt=name, update=digest)
