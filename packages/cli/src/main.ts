/** The entry of the process: from arguments and environment to an exit code. Loads no more than the command needs. */
import { CommanderError } from 'commander';
import type { BareContext } from './command-context.ts';
import { readEnvironment, readLook } from './config.ts';
import { createProgram } from './create-program.ts';
import { guardStreams } from './guard-streams.ts';
import { createTerminal } from './terminal.ts';

const args = process.argv.slice(2);
const report = { json: args.includes('--json'), debug: readLook().debug };
const bare: BareContext = { environment: readEnvironment(), terminal: createTerminal(readLook()) };

async function main(): Promise<number> {
  let exitCode = 0;
  guardStreams({ isServer: args[0] === 'up' || args[0] === 'worker' });
  const program = createProgram(bare.terminal.out, {
    act: async (options, command) => {
      const { guardProcess } = await import('./guard-process.ts');
      guardProcess(bare.terminal, report);
      const { openContext } = await import('./open-context.ts');
      exitCode = await command(await openContext(bare, options));
    },
    actBare: async (command) => void (exitCode = await command(bare)),
  });
  try {
    if (args.length === 0) program.outputHelp();
    else await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    // Help and version come as an error, and have been written.
    if (error instanceof CommanderError && (error.exitCode === 0 || error.code === 'commander.help')) return 0;
    const { reportError, toReportable } = await import('./report-error.ts');
    return reportError(bare.terminal, toReportable(error), report);
  }
}

process.exitCode = await main();
