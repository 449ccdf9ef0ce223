"""Predicts with every .keras file of a folder, and with the SavedModel that Keras makes of it: python predict_keras.py FOLDER"""
import os

os.environ.update(KERAS_BACKEND="tensorflow", TF_CPP_MIN_LOG_LEVEL="3", CUDA_VISIBLE_DEVICES="-1")
import pathlib
import sys
import tempfile

import keras
import numpy
import tensorflow

for path in sorted(pathlib.Path(sys.argv[1]).glob("*.keras")):
    model = keras.saving.load_model(path)
    rows = numpy.fromfile(path.with_suffix(".in"), dtype="<f4").reshape(-1, *model.input_shape[1:])
    model.predict(rows, batch_size=256, verbose=0).astype("<f4").tofile(path.with_suffix(".out"))
    with tempfile.TemporaryDirectory() as folder:
        model.export(folder, verbose=False)
        loaded = tensorflow.saved_model.load(folder)
        served = loaded.serve(tensorflow.constant(rows))
    served.numpy().astype("<f4").tofile(path.with_suffix(".served"))
