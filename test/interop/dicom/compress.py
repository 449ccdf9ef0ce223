"""Compresses small images with programs of others and prints their streams as JSON: what `site-agent/src/testing/codestreams.ts` holds.

Needs dcmtk, and of Python numpy, pydicom, pylibjpeg-openjpeg.
Use: python3 test/interop/dicom/compress.py > site-agent/src/testing/codestreams.json
"""

import base64
import json
import subprocess
import tempfile
from pathlib import Path

import numpy
import openjpeg.utils
import pydicom
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import generate_frames
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian

ROWS, COLUMNS = 36, 40
SYNTAX = "1.2.840.10008.1.2.4."

Y, X = numpy.mgrid[0:ROWS, 0:COLUMNS]
# The same numbers as `madeSamples` of codestreams.ts: a slope with a little texture on it.
SLOPE = 40 * X + 60 * Y + (7 * X + 13 * Y) % 8
IMAGES = {
    "grey8": (SLOPE // 16, 8, 0),
    "grey12": (SLOPE, 12, 0),
    "signed16": (SLOPE * 9 - 9000, 16, 1),
    "colour8": (numpy.stack([SLOPE // 16, 255 - SLOPE // 16, 3 * X + 3 * Y], axis=-1), 8, 0),
}


def plain(name: str, path: Path) -> None:
    values, bits, signed = IMAGES[name]
    allocated = 8 if bits == 8 else 16
    image = Dataset()
    image.file_meta = FileMetaDataset()
    image.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    image.SOPClassUID = CTImageStorage
    image.SOPInstanceUID = image.StudyInstanceUID = image.SeriesInstanceUID = "1.2.3.4"
    image.Modality = "CT"
    image.Rows, image.Columns = ROWS, COLUMNS
    image.SamplesPerPixel = 3 if values.ndim == 3 else 1
    image.PhotometricInterpretation = "RGB" if values.ndim == 3 else "MONOCHROME2"
    if values.ndim == 3:
        image.PlanarConfiguration = 0
    image.BitsAllocated, image.BitsStored, image.HighBit = allocated, bits, bits - 1
    image.PixelRepresentation = signed
    kind = {(8, 0): "u1", (16, 0): "<u2", (16, 1): "<i2"}[allocated, signed]
    image.PixelData = values.astype(kind).tobytes()
    image["PixelData"].VR = "OB" if allocated == 8 else "OW"
    pydicom.dcmwrite(path, image, enforce_file_format=True)


def by_dcmtk(name: str, *command: str) -> dict:
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "a.dcm"), Path(folder, "b.dcm")
        plain(name, source)
        subprocess.run([*command, source, target], check=True)
        image = pydicom.dcmread(target)
        (stream,) = generate_frames(image.PixelData, number_of_frames=1)
        return entry(name, str(image.file_meta.TransferSyntaxUID), image.PhotometricInterpretation, stream)


def by_openjpeg(name: str, last: str, photometric: str, **options) -> dict:
    values, bits, signed = IMAGES[name]
    kind = {(8, 0): "u1", (12, 0): "u2", (16, 1): "i2"}[bits, signed]
    stream = openjpeg.utils.encode_array(values.astype(kind), bits_stored=bits, **options)
    return entry(name, SYNTAX + last, photometric, stream)


def entry(image: str, syntax: str, photometric: str, stream: bytes) -> dict:
    return {"image": image, "syntax": syntax, "photometric": photometric, "stream": base64.b64encode(stream).decode()}


print(
    json.dumps(
        {
            "JPEG baseline, grey": by_dcmtk("grey8", "dcmcjpeg", "+eb"),
            "JPEG baseline, colour": by_dcmtk("colour8", "dcmcjpeg", "+eb", "+s4"),
            "JPEG baseline, colours shared by two pixels": by_dcmtk("colour8", "dcmcjpeg", "+eb", "+s2"),
            "JPEG baseline, red, green and blue": by_dcmtk("colour8", "dcmcjpeg", "+eb", "+cr"),
            "JPEG extended, 12 bits": by_dcmtk("grey12", "dcmcjpeg", "+ee"),
            "JPEG lossless, any predictor": by_dcmtk("grey12", "dcmcjpeg", "+el"),
            "JPEG lossless, first predictor, 8 bits": by_dcmtk("grey8", "dcmcjpeg", "+e1"),
            "JPEG lossless, first predictor, with sign": by_dcmtk("signed16", "dcmcjpeg", "+e1"),
            "JPEG lossless, colour": by_dcmtk("colour8", "dcmcjpeg", "+e1"),
            "JPEG-LS": by_dcmtk("grey12", "dcmcjpls", "+el"),
            "JPEG-LS, with sign": by_dcmtk("signed16", "dcmcjpls", "+el"),
            "JPEG-LS, colour": by_dcmtk("colour8", "dcmcjpls", "+el", "+il"),
            "JPEG-LS, colour by planes": by_dcmtk("colour8", "dcmcjpls", "+el", "+in"),
            "JPEG-LS, off by 3 at most": by_dcmtk("grey12", "dcmcjpls", "+en", "+md", "3"),
            "JPEG 2000": by_openjpeg("grey12", "90", "MONOCHROME2"),
            "JPEG 2000, with sign": by_openjpeg("signed16", "90", "MONOCHROME2"),
            "JPEG 2000, colour": by_openjpeg("colour8", "90", "YBR_RCT", photometric_interpretation=1),
            "JPEG 2000, colour as it is": by_openjpeg("colour8", "90", "RGB", photometric_interpretation=1, use_mct=False),
            "JPEG 2000 with losses": by_openjpeg("grey12", "91", "MONOCHROME2", compression_ratios=[4]),
            "JPEG 2000 with losses, colour": by_openjpeg(
                "colour8", "91", "YBR_ICT", photometric_interpretation=1, compression_ratios=[3]
            ),
        },
        indent=2,
    )
)
