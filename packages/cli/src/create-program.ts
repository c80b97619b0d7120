/** The commands, their arguments and options; what each does is in commands/, which is loaded when it is called. */
import { Command } from 'commander';
import { type Actor, type Add, addCommand } from './program/add-command.ts';
import { addReading } from './program/add-reading.ts';
import { addServer } from './program/add-server.ts';
import { addSteering } from './program/add-steering.ts';
import { addWork } from './program/add-work.ts';
import type { Writer } from './terminal.ts';

export function createProgram(out: Pick<Writer, 'write'>, actor: Actor): Command {
  const program = new Command('tutti')
    .description('Teams of AI agents whose work survives crashes and can be watched, stopped and read back.')
    .version('0.0.0')
    .showSuggestionAfterError()
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => out.write(text),
      // Errors are reported in one place, in one form.
      writeErr: () => {},
    });
  const add: Add = (usage, description) => addCommand(program, usage, description);
  addWork(add, actor);
  addReading(add, actor);
  addSteering(add, actor);
  addServer(program, actor);
  return program;
}
