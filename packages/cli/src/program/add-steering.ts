import type { Actor, Add } from './add-command.ts';

export function addSteering(add: Add, actor: Actor): void {
  addStops(add, actor);
  addAnswers(add, actor);
}

function addStops(add: Add, { act }: Actor): void {
  add('cancel <id>', 'stop a run, with everything in it')
    .option('--reason <text>', 'kept in its journal')
    .action((id, options) =>
      act(options, async (context) => (await import('../commands/control.ts')).cancelCommand(context, id, options)),
    );
  add('pause <id>', 'keep a run from going on until `tutti resume` names it')
    .option('--reason <text>', 'kept in its journal')
    .action((id, options) =>
      act(options, async (context) => (await import('../commands/control.ts')).pauseCommand(context, id, options)),
    );
  add('retry <id>', 'start a new run from the journal of one that has ended')
    .option('--from <path>', 'from this step; default: the one that failed')
    .option('--output <json>', 'in the place of what that step returned')
    .option('--repeat-effect', 'carry the step out again although it cannot be undone')
    .option('--detach', 'print the id of the new run and leave it to the server')
    .action((id, options) =>
      act(options, async (context) => (await import('../commands/retry.ts')).retryCommand(context, id, options)),
    );
}

function addAnswers(add: Add, { act }: Actor): void {
  add(
    'approve [id] [decision]',
    'list what waits for a person, or decide: approved, rejected, revise, happened, not-happened',
  )
    .option('--comment <text>', 'why')
    .option('--output <json>', 'what a step in doubt returned, where it happened')
    .action((id, decision, options) =>
      act(options, async (context) =>
        (await import('../commands/approve.ts')).approveCommand(context, { typed: id, decision }, options),
      ),
    );
  add('answer <id> <path> <verdict>', 'say whether an effect in doubt happened or not-happened; the run goes on')
    .option('--output <json>', 'what the step returned, where it happened')
    .action((...all) => {
      const [typed, path, verdict, options] = all;
      return act(options, async (context) =>
        (await import('../commands/answer.ts')).answerCommand(context, { typed, path, verdict }, options),
      );
    });
}
