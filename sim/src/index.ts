export type { Summary } from './summary.ts';
