import type { Actor, Add } from './add-command.ts';

export function addFiles(add: Add, actor: Actor): void {
  addLooking(add, actor);
  addDeciding(add, actor);
}

function addLooking(add: Add, { act }: Actor): void {
  add('artefacts <id>', 'what a run has made: its documents, its files, their versions, and what was decided')
    .option('--save <file>', 'write all files that it has made or changed into this tar archive')
    .action((typed, options) =>
      act(options, async (context) => (await import('../commands/files.ts')).artefactsCommand(context, typed, options)),
    );
  add('diff <id> [files...]', 'what a run has changed in files, line by line')
    .option('--from <version>', 'default: where the work began')
    .option('--to <version>', 'default: the last one')
    .action((typed, files, options) =>
      act(options, async (context) =>
        (await import('../commands/files.ts')).diffCommand(context, { typed, files }, options),
      ),
    );
}

function addDeciding(add: Add, { act }: Actor): void {
  add('accept <id> [files...]', 'take files of a run over; without names all that nothing was decided about')
    .option('--hunks <names>', 'only these changes, as tutti diff names them, with commas between them')
    .option('--onto <branch>', 'as a commit on this branch; default: the one that the work began at')
    .option('--to <folder>', 'as copies in this folder, where the run works on no repository')
    .option('--comment <text>', 'why')
    .action((typed, files, options) =>
      act(options, async (context) =>
        (await import('../commands/files.ts')).acceptCommand(context, { typed, files }, options),
      ),
    );
  add('reject <id> [files...]', 'say that files of a run are not wanted; nothing is deleted')
    .option('--hunks <names>', 'only these changes, as tutti diff names them, with commas between them')
    .option('--comment <text>', 'why')
    .action((typed, files, options) =>
      act(options, async (context) =>
        (await import('../commands/files.ts')).rejectCommand(context, { typed, files }, options),
      ),
    );
  add('undo <id> [decision]', 'take a decision about files back; without a name the last one').action(
    (typed, decision, options) =>
      act(options, async (context) =>
        (await import('../commands/files.ts')).undoCommand(context, { typed, decision }, options),
      ),
  );
  add(
    'discard <id>',
    'give the files of a finished run up; its branch stays where something of it was accepted',
  ).action((typed, options) =>
    act(options, async (context) => (await import('../commands/files.ts')).discardCommand(context, typed, options)),
  );
}
