import type { Command } from 'commander';
import { type Actor, addCommand, choice, toDirectory } from './add-command.ts';

export function addServer(program: Command, actor: Actor): void {
  addUp(program, actor);
  addWorker(program, actor);
  addCommand(program, 'login', 'a new one-time address of the running server, for a browser').action((options) =>
    actor.act(options, async (context) => (await import('../commands/login.ts')).loginCommand(context, options)),
  );
  addCommand(program, 'workers', 'who works here: processes, their runs, and what was taken over').action((options) =>
    actor.act(options, async (context) => (await import('../commands/workers.ts')).workersCommand(context, options)),
  );
  addMcp(program, actor);
  addMigrate(program, actor);
  addKeys(program.command('keys').description('API keys: who else may come in'), actor);
  addSetUp(program, actor);
}

function addUp(program: Command, { act }: Actor): void {
  program
    .command('up')
    .description('start the server, and print the address to open')
    .allowExcessArguments(false)
    .option('--port <number>', 'where it listens; 0 takes any that is free; default: $PORT or 8000')
    .option('--host <address>', 'on which address; default: 127.0.0.1, which only this machine reaches')
    .addOption(choice('--log-level <name>', 'what is logged', ['silent', 'error', 'warn', 'info', 'debug']))
    .option('--log-file <file>', 'where the log is written; default: standard error')
    .option('--public-url <url>', 'where browsers reach it, when it stands behind another server')
    .option('--web-dir <dir>', 'the built pages, when they are not those that came with it')
    .option('--data-dir <dir>', 'where everything is kept', toDirectory)
    .option('--no-worker', 'drive no runs: `tutti worker` does, at the same DATABASE_URL')
    .option('--no-open', 'open no browser; otherwise one is opened where this is a terminal on a desktop')
    .option('--json', 'for programs: one JSON text when it is ready')
    .action((options) => {
      const { port, host, logLevel, logFile, publicUrl, webDir, worker, dataDir } = options;
      const typed = {
        port,
        host,
        'log-level': logLevel,
        'log-file': logFile,
        'public-url': publicUrl,
        'web-dir': webDir,
        // Without `--no-worker` it is as it is set elsewhere.
        worker: worker ? undefined : false,
      };
      return act({ dataDir, typed }, async (context) =>
        (await import('../commands/up.ts')).upCommand(context, options),
      );
    });
}

function addWorker(program: Command, { act }: Actor): void {
  program
    .command('worker')
    .description('drive runs of the database in DATABASE_URL; any number of them, on any machine')
    .allowExcessArguments(false)
    .option('--concurrency <count>', 'how many runs at once; default: $MAX_CONCURRENT_TASKS or 100')
    .option('--name <text>', 'what it is called where people see who works; default: its machine and process')
    .addOption(choice('--log-level <name>', 'what is logged', ['silent', 'error', 'warn', 'info', 'debug']))
    .option('--log-file <file>', 'where the log is written; default: standard error')
    .option('--data-dir <dir>', 'where tools write their files', toDirectory)
    .option('--json', 'for programs: one JSON text when it is ready')
    .action((options) => {
      const { concurrency, logLevel, logFile, dataDir } = options;
      const typed = { concurrency, 'log-level': logLevel, 'log-file': logFile };
      return act({ dataDir, typed }, async (context) =>
        (await import('../commands/worker.ts')).workerCommand(context, options),
      );
    });
}

function addMcp(program: Command, { act }: Actor): void {
  program
    .command('mcp')
    .description('serve the agents to an MCP client that starts this command: over standard input and output')
    .allowExcessArguments(false)
    .option('--data-dir <dir>', 'where everything is kept', toDirectory)
    .option('--server <url>', 'work at this server; default: $TUTTI_SERVER, or the one that runs in the data directory')
    .action((options) => act(options, async (context) => (await import('../commands/mcp.ts')).mcpCommand(context)));
}

function addMigrate(program: Command, { act }: Actor): void {
  program
    .command('migrate')
    .description('move everything from a data directory to the database in DATABASE_URL')
    .allowExcessArguments(false)
    .addOption(choice('--from <kind>', 'what is moved', ['sqlite']).makeOptionMandatory())
    .option('--data-dir <dir>', 'where it is kept until now', toDirectory)
    .option('--dry-run', 'only say what would be moved')
    .option('--json', 'for programs: one JSON text at the end')
    .action((options) =>
      act(options, async (context) => (await import('../commands/migrate.ts')).migrateCommand(context, options)),
    );
}

function addKeys(keys: Command, { act }: Actor): void {
  addCommand(keys, 'list', 'all of them, without their secrets').action((options) =>
    act(options, async (context) => (await import('../commands/keys.ts')).listKeysCommand(context, options)),
  );
  addCommand(keys, 'create <name>', 'make one; its secret is printed once')
    .addOption(
      choice('--rights <names>', 'what it may do, separated by commas', ['view', 'use', 'manage']).default('view'),
    )
    .option('--expires <duration>', 'it counts no more after that: 12h, 30d')
    .action((name, options) =>
      act(options, async (context) => (await import('../commands/keys.ts')).createKeyCommand(context, name, options)),
    );
  addCommand(keys, 'revoke <id>', 'make one worthless, at once').action((id, options) =>
    act(options, async (context) => (await import('../commands/keys.ts')).revokeKeyCommand(context, id, options)),
  );
}

function addSetUp(program: Command, { act, actBare }: Actor): void {
  addCommand(program, 'doctor', 'what is configured, what is reachable, and what would be used').action((options) =>
    actBare(async (context) => (await import('../commands/doctor.ts')).doctorCommand(context, options)),
  );
  program
    .command('completion <shell>')
    .description('print what lets bash, zsh or fish complete this command')
    .allowExcessArguments(false)
    .action((shell) =>
      actBare(async (context) =>
        (await import('../commands/completion.ts')).completionCommand(context, program, shell),
      ),
    );
  program
    .command('demo')
    .description('see a team at work, and a run that survives kill -9, in less than half a minute')
    .option('--data-dir <dir>', 'where it works; default: a new directory for temporary files', toDirectory)
    .action((options) =>
      act(options, async (context) => (await import('../commands/demo.ts')).demoCommand(context, options)),
    );
}
