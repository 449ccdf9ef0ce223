import { Command } from 'commander';
import { auditCommands } from './commands/audit.ts';
import { coordinatorCommands } from './commands/coordinator.ts';
import { joinCommand } from './commands/join.ts';
import { modelCommands } from './commands/model.ts';
import { privacyCommands } from './commands/privacy.ts';
import { rosterCommands } from './commands/roster.ts';
import { runCommands } from './commands/run.ts';
import { simCommand } from './commands/sim.ts';
import { siteCommands } from './commands/site.ts';
import { studyCommands } from './commands/study.ts';
import { userCommands } from './commands/user.ts';
import { VERSION } from './version.ts';

/** The `consilium` program of researchers and operators. */
export function buildProgram(): Command {
  const program = new Command('consilium')
    .description('Federated learning for hospitals: rehearse, launch and watch studies')
    .version(VERSION)
    .addHelpText('after', '\nExample:\n  $ consilium sim examples/heart-disease/study.yaml --out runs/first\n');
  program.addCommand(simCommand());
  program.addCommand(joinCommand());
  program.addCommand(studyCommands());
  program.addCommand(runCommands());
  program.addCommand(modelCommands());
  program.addCommand(siteCommands());
  program.addCommand(userCommands());
  program.addCommand(coordinatorCommands());
  program.addCommand(rosterCommands());
  program.addCommand(auditCommands());
  program.addCommand(privacyCommands());
  return program;
}
