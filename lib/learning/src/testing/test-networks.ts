/** Small networks that together use every layer type, for tests. The last layer is linear with a flat output. */
export const TEST_NETWORKS: Record<
  string,
  { readonly inputShape: readonly number[]; readonly layers: readonly unknown[]; readonly codes?: number }
> = {
  'dense with residual and concatenation': {
    inputShape: [6],
    layers: [
      { type: 'dense', units: 8, activation: 'gelu', name: 'first' },
      { type: 'dense', units: 8, activation: 'swish', useBias: false, name: 'second' },
      { type: 'add', inputs: ['first', 'second'] },
      { type: 'activation', activation: 'hard-sigmoid' },
      { type: 'concatenate', inputs: ['activation_4', 'input'] },
      { type: 'reshape', shape: [2, 7] },
      { type: 'dense', units: 3, activation: 'softsign' },
      { type: 'flatten' },
      { type: 'dense', units: 4, activation: 'softmax' },
      { type: 'dense', units: 4, activation: 'elu' },
      { type: 'dense', units: 4, activation: 'selu' },
      { type: 'dense', units: 4, activation: 'softplus' },
      { type: 'dense', units: 2 },
    ],
  },
  'conv1d with pooling': {
    inputShape: [12, 2],
    layers: [
      { type: 'conv1d', filters: 4, kernelSize: 3, padding: 'same', activation: 'relu' },
      { type: 'max-pooling1d', poolSize: 2 },
      { type: 'conv1d', filters: 3, kernelSize: 2, strides: 2, activation: 'tanh' },
      { type: 'average-pooling1d', poolSize: 2, strides: 1, padding: 'same' },
      { type: 'global-max-pooling' },
      { type: 'dense', units: 1 },
    ],
  },
  'series beside columns': {
    inputShape: [15],
    layers: [
      { type: 'series', from: 7, steps: 4, channels: 2, name: 'course' },
      { type: 'gru', units: 3, name: 'state' },
      { type: 'series', from: 3, steps: 2, channels: 2 },
      { type: 'conv1d', filters: 2, kernelSize: 2, activation: 'tanh' },
      { type: 'flatten', name: 'short' },
      { type: 'columns', count: 3, name: 'fixed' },
      { type: 'concatenate', inputs: ['state', 'short', 'fixed'] },
      { type: 'dense', units: 2 },
    ],
  },
  'image beside columns': {
    inputShape: [27],
    layers: [
      { type: 'image', from: 3, height: 4, width: 3, channels: 2 },
      { type: 'conv2d', filters: 2, kernelSize: 2, activation: 'tanh' },
      { type: 'flatten', name: 'seen' },
      { type: 'columns', count: 3, name: 'fixed' },
      { type: 'concatenate', inputs: ['seen', 'fixed'] },
      { type: 'dense', units: 2 },
    ],
  },
  'conv2d with pooling': {
    inputShape: [9, 8, 2],
    layers: [
      { type: 'conv2d', filters: 4, kernelSize: [4, 3], strides: 2, padding: 'same', activation: 'relu' },
      { type: 'max-pooling2d', poolSize: 2, strides: 1 },
      { type: 'conv2d', filters: 3, kernelSize: 2, useBias: false, activation: 'tanh' },
      { type: 'average-pooling2d', poolSize: [2, 1], strides: 1, padding: 'same' },
      { type: 'flatten' },
      { type: 'dense', units: 2 },
    ],
  },
  'separable and depthwise convolution': {
    inputShape: [8, 8, 2],
    layers: [
      { type: 'separable-conv2d', filters: 5, kernelSize: 3, padding: 'same', depthMultiplier: 2, activation: 'relu' },
      { type: 'depthwise-conv2d', kernelSize: 3, strides: 2, activation: 'tanh' },
      { type: 'global-average-pooling' },
      { type: 'dense', units: 1 },
    ],
  },
  'layer and group normalisation': {
    inputShape: [4, 4, 3],
    layers: [
      { type: 'conv2d', filters: 6, kernelSize: 2, activation: 'linear' },
      { type: 'group-norm', groups: 3 },
      { type: 'activation', activation: 'relu' },
      { type: 'layer-norm' },
      { type: 'flatten' },
      { type: 'dense', units: 8, activation: 'tanh' },
      { type: 'group-norm', groups: 2 },
      { type: 'dense', units: 1 },
    ],
  },
  embedding: {
    inputShape: [5],
    codes: 7,
    layers: [
      { type: 'embedding', vocabulary: 7, units: 3 },
      { type: 'dense', units: 4, activation: 'tanh' },
      { type: 'flatten' },
      { type: 'dense', units: 1 },
    ],
  },
  'simple RNN and LSTM': {
    inputShape: [5, 3],
    layers: [
      { type: 'simple-rnn', units: 4, returnSequences: true },
      { type: 'lstm', units: 3 },
      { type: 'dense', units: 2 },
    ],
  },
  'LSTM and GRU with hard gates': {
    inputShape: [4, 2],
    layers: [
      { type: 'lstm', units: 3, returnSequences: true, recurrentActivation: 'hard-sigmoid', useBias: false },
      { type: 'gru', units: 4, returnSequences: true },
      { type: 'gru', units: 3, recurrentActivation: 'hard-sigmoid' },
      { type: 'dense', units: 1 },
    ],
  },
  'frozen layers': {
    inputShape: [6],
    layers: [
      { type: 'dense', units: 5, activation: 'relu', frozen: true },
      { type: 'dense', units: 4, activation: 'tanh' },
      { type: 'layer-norm', frozen: true },
      { type: 'dense', units: 1 },
    ],
  },
};
