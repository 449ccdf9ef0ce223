"""Says of each DICOM file what pydicom sees in it, one JSON object a line: number of the image, pixels, and everything that it holds as text."""

import hashlib
import json
import sys

import pydicom

for path in sys.argv[1:]:
    # Without `force`: a file that is not whole is an error.
    image = pydicom.dcmread(path)
    pixels = image.pixel_array
    print(
        json.dumps(
            {
                "path": path,
                "number": int(image.InstanceNumber),
                "modality": image.Modality,
                "shape": list(pixels.shape),
                "pixels": hashlib.sha256(pixels.astype(pixels.dtype.newbyteorder("<")).tobytes()).hexdigest(),
                "stored": hashlib.sha256(image.PixelData).hexdigest(),
                "syntax": str(image.file_meta.TransferSyntaxUID),
                "removed": image.get("PatientIdentityRemoved"),
                "text": str(image.file_meta) + str(image),
            }
        )
    )
