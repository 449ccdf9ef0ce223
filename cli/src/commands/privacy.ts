import { Command } from 'commander';
import { auditCommand } from './privacy/audit.ts';
import { epsilonCommand, noiseCommand } from './privacy/calculate.ts';
import { forecastCommand } from './privacy/forecast.ts';

/** `consilium privacy ...` */
export function privacyCommands(): Command {
  const command = new Command('privacy');
  command.addCommand(epsilonCommand());
  command.addCommand(noiseCommand());
  command.addCommand(forecastCommand());
  command.addCommand(auditCommand());
  return command;
}
