export { HandClock, settled } from './hand-clock.ts';
export { fillDisk, onFullDisk } from './full-disk.ts';
