/** The entry of the process: from arguments and environment to an exit code. */
import { systemClock, systemRandom } from '@tutti/engine';
import { CommanderError } from 'commander';
import { readConfig } from './config.ts';
import { createProgram } from './create-program.ts';
import { guardProcess } from './guard-process.ts';
import { CommandError, reportError } from './report-error.ts';
import { createTerminal } from './terminal.ts';

const args = process.argv.slice(2);
const json = args.includes('--json');

async function main(): Promise<number> {
  let exitCode = 0;
  const config = readConfig();
  const terminal = createTerminal({ color: config.color });
  const program = createProgram(
    { config, terminal, clock: systemClock, random: systemRandom },
    async (command) => void (exitCode = await command),
  );
  guardProcess(terminal, { json, debug: config.debug });
  try {
    if (args.length === 0) program.outputHelp();
    else await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    // Help and version come as an error with exit code 0.
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    return reportError(terminal, toReportable(error), { json, debug: config.debug });
  }
}

/** `error: unknown command 'rnu'\n(Did you mean run?)` */
function toReportable(error: unknown): unknown {
  if (!(error instanceof CommanderError)) return error;
  const message = error.message.replace(/^error: /, '').replaceAll('\n', ' ');
  return new CommandError('invalid_input', message, { remedy: 'See `tutti --help`.', cause: error });
}

try {
  process.exitCode = await main();
} catch (error) {
  process.exitCode = reportError(createTerminal({ color: false }), error, { json, debug: false });
}
