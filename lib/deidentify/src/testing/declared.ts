import { type Deidentified, mark } from '../zone/deidentified.ts';

/** Made-up rows, for tests and benchmarks: nobody is behind them. */
export function declaredDeidentified<T>(value: T): Deidentified<T> {
  return mark(value);
}
