import { Command } from 'commander';
import { auditCommands } from './audit.ts';
import { budgetCommand } from './budget.ts';
import { certificateCommand } from './certificate.ts';
import { dataCommands } from './data.ts';
import { doctorCommand } from './doctor.ts';
import { initCommand } from './init.ts';
import { joinCommand } from './join.ts';
import { ledgerCommands } from './ledger.ts';
import { planCommands } from './plan.ts';
import { proxyCommand } from './proxy.ts';
import { rosterCommands } from './roster.ts';
import { startCommand } from './start.ts';
import { statusCommand } from './status.ts';
import { VERSION } from './version.ts';
import { witnessCommand } from './witness.ts';

/** The `consilium-site` program of hospitals. */
export function buildProgram(): Command {
  const program = new Command('consilium-site')
    .description("A hospital's agent: trains where the patients' data are, lets out only what the hospital allows")
    .version(VERSION)
    .addHelpText('after', '\nExample:\n  $ consilium-site start --folder consilium-site\n');
  program.addCommand(joinCommand());
  program.addCommand(initCommand());
  program.addCommand(certificateCommand());
  program.addCommand(startCommand());
  program.addCommand(statusCommand());
  program.addCommand(doctorCommand());
  program.addCommand(proxyCommand());
  program.addCommand(dataCommands());
  program.addCommand(planCommands());
  program.addCommand(budgetCommand());
  program.addCommand(ledgerCommands());
  program.addCommand(witnessCommand());
  program.addCommand(rosterCommands());
  program.addCommand(auditCommands());
  return program;
}
