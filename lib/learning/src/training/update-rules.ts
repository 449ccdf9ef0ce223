import type { TensorManifest } from '@consilium/plan';

/** Adds the gradient of (mu / 2) |w - w0|^2 (FedProx, Li et al. 2020, arXiv:1812.06127, eq. 2). */
export function addProximal(gradient: Float32Array, weights: Float32Array, anchor: Float32Array, mu: number): void {
  if (mu === 0) return;
  for (let i = 0; i < gradient.length; i++) {
    gradient[i] = (gradient[i] as number) + mu * ((weights[i] as number) - (anchor[i] as number));
  }
}

/** Sets the gradient of everything that training may not change to zero: noise and momentum move frozen weights no more than data do. */
export function keepFrozen(gradient: Float32Array, manifest: TensorManifest): void {
  for (const { trainable, offset, size } of manifest.tensors) if (!trainable) gradient.fill(0, offset, offset + size);
}

/** Subtracts the changes of moving statistics, which take no learning rate, and takes them out of the gradient. */
export function applyStatistics(weights: Float32Array, gradient: Float32Array, manifest: TensorManifest): void {
  for (const { kind, offset, size } of manifest.tensors) {
    if (kind !== 'statistic') continue;
    for (let i = offset; i < offset + size; i++) {
      weights[i] = (weights[i] as number) - (gradient[i] as number);
      gradient[i] = 0;
    }
  }
}
