"""A second implementation of a hospital's agent, written from the .proto files and docs/wire.md. It knows logistic regression under dp-fedsgd.

    python3 agent.py join JOIN-STRING --folder FOLDER
    python3 agent.py run --folder FOLDER --data FILE --approve PLAN-HASH

What happens is printed, a line of JSON each. With --bend it tries, before the right thing, what a coordinator must refuse.
"""

import argparse
import json
import os
import queue
import sys
import time

import grpc

import joining
import learning
import wire
from consilium.v1 import common_pb2, site_pb2, site_pb2_grpc
from ledger import Ledger
from noise import Sampler

PROTOCOL = common_pb2.ProtocolVersion(major=1, minor=1)
TOLD_SECONDS = 300
MOST_PLAN_BYTES = 3 << 20
TRAINING, EVALUATION = 0, 1


def say(event, **what):
    print(json.dumps({"event": event, **what}), flush=True)


def problem_of(error):
    """What the coordinator says of a call: its code travels in a trailer, beside the status of gRPC."""
    code = next((value for name, value in error.trailing_metadata() or () if name == "consilium-error"), "")
    return {"status": error.code().name, "code": code, "message": error.details()}


class Refusal(Exception):
    def __init__(self, code, message=""):
        super().__init__(code)
        self.problem = common_pb2.Problem(code=code, message=message)


class Agent:
    def __init__(self, folder, options):
        with open(os.path.join(folder, "connection.json"), encoding="utf-8") as file:
            self.where = json.load(file)
        self.folder, self.options = folder, options
        self.secret = self.read("secret")
        self.ledger = Ledger(folder, options.dataset, self.secret)
        self.sampler = Sampler()
        self.outgoing = queue.SimpleQueue()
        self.blobs = {}
        credentials = grpc.ssl_channel_credentials(self.read("authority.pem"), self.read("key.pem"), self.read("certificate.pem"))
        keepalive = [("grpc.keepalive_time_ms", 30_000), ("grpc.keepalive_timeout_ms", 10_000)]
        self.channel = grpc.secure_channel(self.where["address"], credentials, keepalive)
        self.stub = site_pb2_grpc.SiteServiceStub(self.channel)

    def read(self, name):
        with open(os.path.join(self.folder, name), "rb") as file:
            return file.read()

    def write(self, name, content):
        """The content, then its name, are on the disk when this returns."""
        path = os.path.join(self.folder, name)
        with open(path + ".new", "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.rename(path + ".new", path)
        folder = os.open(self.folder, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)

    # The session ------------------------------------------------------------------------------------------------------------

    def run(self):
        """Works until a run has ended."""
        hello = site_pb2.Hello(protocol=PROTOCOL, agent_version="python", time_seconds=int(time.time()))
        self.outgoing.put(site_pb2.SiteMessage(hello=hello))
        session = self.stub.Session(iter(self.outgoing.get, None))
        greeting = next(session)
        if greeting.WhichOneof("message") != "welcome":
            raise Refusal(greeting.refused.code, greeting.refused.message)
        if abs(greeting.welcome.time_ms / 1000 - time.time()) > TOLD_SECONDS:
            raise Refusal("CLOCK_SKEWED")
        self.ledger.require_not_older(greeting.welcome.ledger_heads)
        say("welcome", heads=len(greeting.welcome.ledger_heads))
        for message in session:
            match message.WhichOneof("message"):
                case "task":
                    self.answer(message.task)
                case "evaluation_request":
                    self.score(message.evaluation_request)
                case "attempt_ended":
                    self.forget(message.attempt_ended.key)
                case "receipt":
                    say("receipt", update=message.receipt.update_hash)
                case "run_ended":
                    say("run-ended", run=message.run_ended.run, code=message.run_ended.problem.code)
                    # Closing this side ends the session.
                    self.outgoing.put(None)
        self.channel.close()

    def send(self, **message):
        self.outgoing.put(site_pb2.SiteMessage(**message))

    def forget(self, key):
        path = os.path.join(self.folder, self.file_of(key))
        if os.path.exists(path):
            os.unlink(path)

    @staticmethod
    def name_of(key):
        return f"{key.run}.{key.round}.{key.attempt}"

    def file_of(self, key):
        return f"{self.name_of(key)}.{key.kind}.update"

    def blob(self, digest, most):
        """Content by its hash, again from where it broke off."""
        if digest not in self.blobs:
            content = b""
            for chunk in self.stub.GetBlob(site_pb2.GetBlobRequest(hash=digest, offset=0), timeout=60):
                if chunk.offset != len(content) or len(content) + len(chunk.data) > most:
                    raise Refusal("TASK_INVALID", "content comes out of order, or is longer than announced")
                content += chunk.data
            if wire.sha256_hex(content) != digest:
                raise Refusal("TASK_INVALID", "content does not have its hash")
            self.blobs[digest] = content
        return self.blobs[digest]

    # A round ----------------------------------------------------------------------------------------------------------------

    def plan(self, message):
        if message.plan_hash not in self.options.approve:
            raise Refusal("PLAN_NOT_APPROVED", "this site has not approved this plan")
        plan = wire.read_plan(self.blob(message.plan_hash, MOST_PLAN_BYTES), message.plan_hash)
        if plan["study"] != message.study or self.where["site"] not in plan["sites"] or not wire.RUN.fullmatch(message.key.run):
            raise Refusal("TASK_INVALID", "task and plan do not fit together")
        learning.require_logistic(plan)
        return plan

    def model(self, digest, size):
        return wire.floats(self.blob(digest, size))

    def patients(self, plan, held_out):
        rows = learning.read_patients(self.options.data, plan["data"])
        return [of for patient, of in sorted(rows.items()) if learning.is_held_out(patient, self.secret) == held_out]

    def answer(self, task):
        try:
            plan = self.plan(task)
            width = sum(len(learning.input_codes(f)) if f["kind"] == "category" else 1 for f in plan["data"]["features"].values())
            shapes = [(list(tensor.shape), tensor.dtype) for tensor in task.manifest]
            if shapes != [([width, 1], "float32"), ([1], "float32")] or task.base_bytes != 4 * (width + 1) or not 1 <= task.key.round <= plan["rounds"]:
                raise Refusal("TASK_INVALID", "the model is not the plan's")
            base = self.model(task.base_hash, task.base_bytes)
            update = self.update_of(task, plan, base)
        except Refusal as refusal:
            say("refuse", code=refusal.problem.code)
            return self.send(task_answer=site_pb2.TaskAnswer(key=task.key, refusal=refusal.problem))
        except ValueError as error:
            say("refuse", code=str(error))
            return self.send(task_answer=site_pb2.TaskAnswer(key=task.key, refusal=common_pb2.Problem(code=str(error))))
        self.send(task_answer=site_pb2.TaskAnswer(key=task.key))
        header = {"key": task.key, "plan_hash": task.plan_hash, "base_hash": task.base_hash, "encoding": wire.GRID_INT32}
        if task.key.round == 1:
            self.bend(header, update)
        try:
            self.upload(header, update)
        except grpc.RpcError as error:
            return say("not-counted", **problem_of(error))
        say("counted", round=task.key.round, base=task.base_hash, update=update.hex())

    def update_of(self, task, plan, base):
        """Charged, made once and stored, whatever happens in between; what is stored is not made again."""
        name, path = self.name_of(task.key), self.file_of(task.key)
        if not os.path.exists(os.path.join(self.folder, path)):
            if self.ledger.charged(name):
                raise Refusal("UPDATE_REPLAYED", "this attempt was charged before and has no update")
            grid = wire.grid_of(plan, len(base))
            self.ledger.charge(name, plan["privacy"]["noiseMultiplier"], {"epsilon": self.options.epsilon, "delta": plan["privacy"]["target"]["delta"]})
            chosen = self.sampler.sample(self.patients(plan, held_out=False), plan["training"]["samplingRate"])
            words = learning.gradient_words(base, chosen, grid)
            variance = wire.variance_of(grid)
            self.write(path, wire.int32_bytes([word + self.sampler.gaussian(variance) for word in words]))
        update = self.read(path)
        self.ledger.leaves(name, wire.sha256_hex(update))
        return update

    def head(self, back=0):
        seq = max(1, len(self.ledger.entries) - back)
        digest = self.ledger.entries[seq - 1]["hash"]
        return site_pb2.LedgerHead(dataset=self.options.dataset, sequence=seq, hash=digest, mac=self.ledger.mac(seq, digest))

    def upload(self, header, update, start=None, cut=wire.chunks, **bent):
        status = site_pb2.GetUploadStatusRequest(key=header["key"], update_hash=wire.sha256_hex(update))
        known = self.stub.GetUploadStatus(status, timeout=60) if start is None else site_pb2.UploadStatus(received=start)
        if known.counted:
            return known
        said = {**header, "update_hash": wire.sha256_hex(update), "bytes": len(update), "ledger": self.head(), **bent}

        def parts():
            yield site_pb2.PutUpdateRequest(header=site_pb2.UpdateHeader(**said))
            for offset, data in cut(update, known.received):
                yield site_pb2.PutUpdateRequest(chunk=common_pb2.Chunk(offset=offset, data=data))

        return self.stub.PutUpdate(parts(), timeout=120)

    # What is asked of a model ---------------------------------------------------------------------------------------------------

    def score(self, request):
        try:
            plan = self.plan(request)
            if not self.ledger.charged(self.name_of(request.key)):
                raise Refusal("TASK_INVALID", "this site has not trained in that attempt")
            if not self.options.share_metrics:
                raise Refusal("METRICS_WITHHELD", "this site shares no metrics")
            model = self.model(request.model_hash, request.model_bytes)
        except (Refusal, ValueError) as error:
            problem = error.problem if isinstance(error, Refusal) else common_pb2.Problem(code=str(error))
            return self.send(evaluation_declined=site_pb2.EvaluationDeclined(key=request.key, problem=problem))
        metrics = learning.exact_metrics(model, self.patients(plan, held_out=True), plan["evaluation"]["metrics"])
        header = {"key": request.key, "plan_hash": request.plan_hash, "base_hash": request.model_hash, "encoding": wire.METRICS_JSON}
        if "metrics" in self.options.bend and request.key.round == 1:
            return self.attempted("metrics", header, wire.canonical(metrics | {"comment": "all well"}).encode())
        try:
            self.upload(header, wire.canonical(metrics).encode())
        except grpc.RpcError as error:
            return say("not-counted", **problem_of(error))
        say("scored", round=request.key.round, metrics=metrics)

    # What a coordinator must refuse ---------------------------------------------------------------------------------------------

    def attempted(self, what, header, update, **bent):
        try:
            self.upload(header, update, 0, **bent)
            say("taken", what=what)
        except grpc.RpcError as error:
            say("refused", what=what, **problem_of(error))

    def bend(self, header, update):
        tries = {
            "hash": {"update_hash": "0" * 64},
            "upper-case": {"update_hash": wire.sha256_hex(update).upper()},
            "chunk": {"cut": lambda content, start: [(0, content + bytes((2 << 20) - len(content)))]},
            "gap": {"cut": lambda content, start: [(4, content[4:])]},
            "short": {"cut": lambda content, start: [(0, content[:-4])]},
            "plan": {"plan_hash": "1" * 64},
            "model": {"base_hash": "1" * 64},
            "no-mac": {"ledger": site_pb2.LedgerHead(dataset=self.options.dataset, sequence=9, hash="1" * 64)},
            # These end the site's part in the attempt.
            "ledger": {"ledger": self.head(back=3)},
            "encoding": {"encoding": wire.FLOAT32},
        }
        for what in self.options.bend:
            if what in tries:
                self.attempted(what, header, update, **tries[what])


def main():
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers(dest="command", required=True)
    joining_command = commands.add_parser("join")
    joining_command.add_argument("string")
    joining_command.add_argument("--key", choices=joining.KEYS, default="ec-p256")
    run_command = commands.add_parser("run")
    run_command.add_argument("--data", required=True)
    run_command.add_argument("--dataset", default="cardiology")
    run_command.add_argument("--approve", action="append", default=[])
    run_command.add_argument("--epsilon", type=float, default=20.0)
    run_command.add_argument("--share-metrics", action="store_true")
    run_command.add_argument("--bend", action="append", default=[])
    for command in (joining_command, run_command):
        command.add_argument("--folder", required=True)
    options = parser.parse_args()
    try:
        if options.command == "join":
            say("joined", **joining.join(options.string, options.folder, options.key))
        else:
            Agent(options.folder, options).run()
    except grpc.RpcError as error:
        say("refused", what=options.command, **problem_of(error))
        return 1
    except Refusal as refusal:
        say("refused", what=options.command, status="", code=refusal.problem.code, message=refusal.problem.message)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
