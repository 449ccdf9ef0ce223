"""Reads a dossier with programs of others: python verify_dossier.py FOLDER PUBLIC_KEY

Prints one JSON object: what the verifier of OpenSSF Model Signing says of the folder and of changed copies, what the validator of CycloneDX
says, whether the provenance is an in-toto statement, and the tensors of the safetensors file.
"""
import contextlib
import io
import json
import pathlib
import shutil
import sys
import tempfile

import model_signing
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from google.protobuf import json_format
from in_toto_attestation.v1 import statement_pb2
from in_toto_attestation.v1.statement import Statement
from safetensors.numpy import load_file

folder, key = map(pathlib.Path, sys.argv[1:])


def refusal(path):
    """Why the verifier refuses a folder; empty where it does not."""
    with contextlib.redirect_stdout(io.StringIO()):
        try:
            config = model_signing.verifying.Config().use_elliptic_key_verifier(public_key=key)
            config.verify(path, path / "model.sig")
        except Exception as error:  # whatever it throws is a refusal
            return f"{type(error).__name__}: {error}" or "refused"
    return ""


def changed_copies():
    """Copies of the folder with one byte changed, ten for each file, and with a file more and a file fewer."""
    files = sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    with tempfile.TemporaryDirectory() as scratch:
        copy = pathlib.Path(scratch) / "copy"
        shutil.copytree(folder, copy)
        for file in files:
            if file.name == "model.sig":
                continue
            content = (copy / file).read_bytes()
            for at in range(0, len(content), max(1, len(content) // 10)):
                changed = bytearray(content)
                changed[at] ^= 1
                (copy / file).write_bytes(changed)
                yield f"{file} {at}", copy
            (copy / file).unlink()
            yield f"{file} missing", copy
            (copy / file).write_bytes(content)
        (copy / "more.txt").write_text("m")
        yield "more.txt", copy


provenance = Statement([], "", {})
provenance.pb = json_format.Parse((folder / "provenance.json").read_text(), statement_pb2.Statement())
provenance.validate()
invalid = JsonStrictValidator(SchemaVersion.V1_6).validate_str((folder / "ml-bom.json").read_text())
changes = {name: refusal(copy) for name, copy in changed_copies()}
tensors = load_file(folder / "model/model.safetensors")
print(
    json.dumps(
        {
            "refusal": refusal(folder),
            "changes": len(changes),
            "accepted": [name for name, why in changes.items() if why == ""],
            "bom": None if invalid is None else str(invalid),
            "predicate": provenance.pb.predicate_type,
            "tensors": {name: tensor.ravel().tolist() for name, tensor in tensors.items()},
        }
    )
)
