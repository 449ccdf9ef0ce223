/**
 * @typedef {object} WheelPin
 * @property {string} project name on the Python package index
 * @property {string} version
 * @property {string[]} platforms tags that pip may choose by
 * @property {string} sha256 of the wheel
 * @property {number} downloadMB size of the wheel, for the progress bar
 */

/**
 * Where the C library of TensorFlow comes from when Google's own archive cannot be reached. The wheels are pinned by
 * SHA-256; any CPython runs pip, the wheel's own version of Python plays no part because only its C library is used.
 * @type {Record<string, WheelPin>}
 */
export const WHEELS = {
  x64: {
    project: 'tensorflow-cpu',
    version: '2.18.1',
    platforms: ['manylinux_2_17_x86_64', 'manylinux2014_x86_64'],
    sha256: '810c75d7149d2da0cb2092187817b0dcabb80728ca9f9cf3a61f3f42fadd1298',
    downloadMB: 230,
  },
  arm64: {
    project: 'tensorflow',
    version: '2.18.1',
    platforms: ['manylinux_2_17_aarch64', 'manylinux2014_aarch64'],
    sha256: '8a6485edd2148f70d011dbd1d8dc2c775e91774a5a159466e83d0d1f21580944',
    downloadMB: 232,
  },
};

/** The wheel's libraries, named as the add-on asks for them. */
export const LIBRARIES = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'];

/** What is taken out of the wheel: the libraries, the C headers that the add-on includes, the licence. */
export const WANTED_ENTRIES = [
  /^tensorflow\/libtensorflow_(?:cc|framework)\.so\.2$/,
  /^tensorflow\/include\/(?:tensorflow\/(?:c|core\/platform)|tsl\/platform|xla\/tsl\/c)\/.*\.h$/,
  /^tensorflow[^/]*\.dist-info\/(?:licenses\/)?(?:LICENSE|THIRD_PARTY_NOTICES)[^/]*$/,
];
