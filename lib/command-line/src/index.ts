export {
  anyNumber,
  argumentOf,
  duration,
  heldOutShare,
  share,
  portNumber,
  positiveNumber,
  secondsOfADay,
  wholeNumber,
  wholeNumberUpTo,
} from './arguments.ts';
export { jsonOption } from './json-option.ts';
export { flaggedLog, type LogFlags, withLogOptions } from './log-options.ts';
export { shellWord } from './shell-word.ts';
export { day, short, time } from './words.ts';
