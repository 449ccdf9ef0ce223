/**
 * @typedef {object} Product
 * @property {string} name of the package, its service, its system user and its folders in /etc and /var/lib
 * @property {string} program that people type
 * @property {string} workspace whose production dependencies go in
 * @property {string} entry file that Node runs, inside the workspace
 * @property {string[]} serve arguments with which the service runs the program
 * @property {string} summary at most 80 characters, as package managers show it
 * @property {string} description
 * @property {boolean} tensorflow whether training happens here, on tables of every kind
 */

/** What is packaged: one product a machine. @type {readonly Product[]} */
export const PRODUCTS = [
  {
    name: 'consilium-site',
    program: 'consilium-site',
    workspace: 'site-agent',
    entry: 'bin/consilium-site.js',
    serve: ['start'],
    summary: 'federated learning for hospitals: the agent inside a hospital',
    description:
      'Trains models on the records of this hospital, which never leave it, and enforces its policy and its privacy budget. It dials one coordinator over mutual TLS 1.3; nothing listens here. Brings its own Node.js and TensorFlow.',
    tensorflow: true,
  },
  {
    name: 'consilium-coordinator',
    program: 'consilium',
    workspace: 'cli',
    entry: 'bin/consilium.js',
    serve: ['coordinator', 'start'],
    summary: 'federated learning for hospitals: coordinator and commands of researchers',
    description:
      'Runs studies over the agents of hospitals, which dial in over mutual TLS 1.3, and brings the commands with which researchers submit studies and start runs. Brings its own Node.js; models are not trained here, so there is no TensorFlow.',
    tensorflow: false,
  },
];

/** The folder, below the prefix, that holds a product's runtime, code and libraries. @param {Product} product */
export function libraryFolder(product) {
  return `lib/${product.name}`;
}
