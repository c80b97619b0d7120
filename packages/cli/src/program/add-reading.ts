import { type Actor, type Add, choice } from './add-command.ts';

const STATUSES = ['queued', 'running', 'waiting', 'paused', 'completed', 'failed', 'cancelled', 'quarantined'];

export function addReading(add: Add, actor: Actor): void {
  addRuns(add, actor);
  addDocuments(add, actor);
}

function addRuns(add: Add, { act }: Actor): void {
  add('runs', 'list the runs, the newest first')
    .addOption(choice('--status <names>', 'only in these states, separated by commas', STATUSES))
    .option('--search <words>', 'only with these words in goal, agents or result')
    .option('--open', 'only those that wait for a person')
    .option('--limit <count>', 'how many at once', '20')
    .option('--cursor <text>', 'where the page before ended')
    .action((options) =>
      act(options, async (context) => (await import('../commands/runs.ts')).runsCommand(context, options)),
    );
  add('show <id>', 'everything about a run')
    .option('--step <path>', 'only this step, with all that went in and came out')
    .action((run, { step, ...options }) =>
      act(options, async (context) =>
        step === undefined
          ? (await import('../commands/show.ts')).showCommand(context, run, options)
          : (await import('../commands/show-step.ts')).showStepCommand(context, { run, step }, options),
      ),
    );
  add('events <id>', 'the journal of a run')
    .option('--after <seq>', 'only what came after this number', '0')
    .option('--follow', 'go on with what happens, until the run ends; Ctrl-C only leaves')
    .action((id, options) =>
      act(options, async (context) => (await import('../commands/events.ts')).eventsCommand(context, id, options)),
    );
  add('verify [id]', 'check the journals against their hash chains').action((id, options) =>
    act(options, async (context) => (await import('../commands/verify.ts')).verifyCommand(context, id, options)),
  );
}

function addDocuments(add: Add, { act }: Actor): void {
  add('artefact <id> <name>', 'print a document that a run produced, or say whether it is good')
    .option('--accept', 'it is as it should be')
    .option('--reject', 'it is not')
    .option('--comment <text>', 'why')
    .action((typed, name, options) =>
      act(options, async (context) =>
        (await import('../commands/artefact.ts')).artefactCommand(context, { typed, name }, options),
      ),
    );
  add('feedback <id> <rating>', 'say whether a run was good or bad')
    .option('--comment <text>', 'why')
    .action((typed, rating, options) =>
      act(options, async (context) =>
        (await import('../commands/feedback.ts')).feedbackCommand(context, { typed, rating }, options),
      ),
    );
  add('analyze [request]', 'who should work on a request, and how; no model is asked')
    .option('--file <path>', 'many at once: JSON lines with id and request; - reads them from stdin')
    .option('--most <count>', 'how many agents are named', '5')
    .action((request, options) =>
      act(options, async (context) =>
        (await import('../commands/analyze.ts')).analyzeCommand(context, request, options),
      ),
    );
}
