"""Writes small JPEG and TIFF files with programs of others and prints them as JSON: what `site-agent/src/testing/image-files.json` holds.

Needs of Python numpy, pillow, tifffile, imagecodecs.
Use: python3 test/interop/dicom/image_files.py > site-agent/src/testing/image-files.json
"""

import base64
import io
import json

import numpy
import tifffile
from PIL import Image

ROWS, COLUMNS = 36, 40
Y, X = numpy.mgrid[0:ROWS, 0:COLUMNS]
# The same numbers as `madeSamples` of codestreams.ts.
SLOPE = 40 * X + 60 * Y + (7 * X + 13 * Y) % 8
IMAGES = {
    "grey8": (SLOPE // 16).astype("u1"),
    "grey16": (16 * SLOPE).astype("u2"),
    "colour8": numpy.stack([SLOPE // 16, 255 - SLOPE // 16, 3 * X + 3 * Y], axis=-1).astype("u1"),
}
IMAGES["colour16"] = IMAGES["colour8"].astype("u2") * 257
SECRET = "Mustermann"


def entry(image: str, file: bytes) -> dict:
    return {"image": image, "file": base64.b64encode(file).decode()}


def by_pillow(image: str, form: str, mode: str | None = None, **options) -> dict:
    made = Image.fromarray(IMAGES[image])
    if mode is not None:
        made = made.convert(mode)
    out = io.BytesIO()
    made.save(out, form, **options)
    return entry(image, out.getvalue())


def by_tifffile(image: str, values: numpy.ndarray | None = None, byteorder: str = "<", **options) -> dict:
    out = io.BytesIO()
    with tifffile.TiffWriter(out, byteorder=byteorder) as file:
        file.write(IMAGES[image] if values is None else values, description=SECRET, metadata=None, **options)
    return entry(image, out.getvalue())


def exif() -> Image.Exif:
    tags = Image.Exif()
    tags[0x0112] = 6  # turned by a quarter
    tags[0x010E] = SECRET
    return tags


OPACITY = numpy.full((ROWS, COLUMNS, 1), 255, "u1")
PALETTE = numpy.stack([numpy.arange(256) * 257, 65535 - numpy.arange(256) * 257, numpy.arange(256)]).astype("u2")

print(
    json.dumps(
        {
            "JPEG, grey": by_pillow("grey8", "JPEG", quality=95),
            "JPEG, colour": by_pillow("colour8", "JPEG", quality=95, subsampling=0),
            "JPEG, in several turns": by_pillow("colour8", "JPEG", quality=95, subsampling=0, progressive=True),
            "JPEG, colours shared by four pixels": by_pillow("colour8", "JPEG", quality=95, subsampling=2),
            "JPEG, with EXIF": by_pillow("colour8", "JPEG", quality=95, subsampling=0, exif=exif(), comment=SECRET),
            "JPEG, four colours": by_pillow("colour8", "JPEG", mode="CMYK", quality=95),
            "TIFF, grey": by_pillow("grey8", "TIFF"),
            "TIFF, grey, LZW": by_pillow("grey8", "TIFF", compression="tiff_lzw"),
            "TIFF, grey, PackBits": by_pillow("grey8", "TIFF", compression="packbits"),
            "TIFF, grey, deflate": by_pillow("grey8", "TIFF", compression="tiff_adobe_deflate"),
            "TIFF, colour, LZW": by_pillow("colour8", "TIFF", compression="tiff_lzw"),
            "TIFF, JPEG in it": by_pillow("colour8", "TIFF", compression="jpeg"),
            "TIFF, 16 bits, big endian": by_tifffile("grey16", byteorder=">"),
            "TIFF, 16 bits, LZW, differences": by_tifffile("grey16", compression="lzw", predictor=True, rowsperstrip=7),
            "TIFF, 16 bits, big endian, deflate, differences": by_tifffile(
                "grey16", byteorder=">", compression="zlib", predictor=True, rowsperstrip=5
            ),
            "TIFF, colour, tiles": by_tifffile("colour8", photometric="rgb", tile=(16, 16)),
            "TIFF, colour, 16 bits, tiles, deflate, differences": by_tifffile(
                "colour16", photometric="rgb", tile=(32, 16), compression="zlib", predictor=True
            ),
            "TIFF, colour by planes": by_tifffile(
                "colour8", numpy.moveaxis(IMAGES["colour8"], -1, 0), photometric="rgb", planarconfig="separate", rowsperstrip=10
            ),
            "TIFF, 0 is white": by_tifffile("grey8", 255 - IMAGES["grey8"], photometric="miniswhite"),
            "TIFF, with opacity": by_tifffile(
                "colour8", numpy.concatenate([IMAGES["colour8"], OPACITY], -1), photometric="rgb", extrasamples=["unassalpha"]
            ),
            "TIFF, half opaque": by_tifffile(
                "colour8",
                numpy.concatenate([IMAGES["colour8"], OPACITY // 5], -1),
                photometric="rgb",
                extrasamples=["unassalpha"],
            ),
            "TIFF, palette": by_tifffile("grey8", photometric="palette", colormap=PALETTE),
            "TIFF, with sign": by_tifffile("grey16", IMAGES["grey16"].astype("i2")),
            "TIFF, several images": by_tifffile("grey8", numpy.stack([IMAGES["grey8"]] * 2)),
        },
        indent=2,
    )
)
