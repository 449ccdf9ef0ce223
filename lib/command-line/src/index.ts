export {
  anyNumber,
  argumentOf,
  duration,
  heldOutShare,
  portNumber,
  positiveNumber,
  secondsOfADay,
  wholeNumber,
} from './arguments.ts';
export { collectorOf, type NamedCollector, withCollectorOptions } from './collector-options.ts';
export { type IncidentDesk, incidentCommands } from './incident-commands.ts';
export { jsonOption } from './json-option.ts';
export { flaggedLog, type LogFlags, withLogOptions } from './log-options.ts';
export { day, short, time } from './words.ts';
