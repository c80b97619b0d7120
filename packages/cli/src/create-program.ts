/** The commands, their arguments and options; what each does is in commands/, which is loaded when it is called. */
import { type Argument, Command } from 'commander';
import { type Actor, type Add, addCommand } from './program/add-command.ts';
import { addAgents } from './program/add-agents.ts';
import { addKnowledge } from './program/add-knowledge.ts';
import { addModels } from './program/add-models.ts';
import { addReading } from './program/add-reading.ts';
import { addServer } from './program/add-server.ts';
import { addFiles } from './program/add-files.ts';
import { addSteering } from './program/add-steering.ts';
import { addTools } from './program/add-tools.ts';
import { addWork } from './program/add-work.ts';
import type { Writer } from './terminal.ts';
import { VERSION } from './version.ts';

export function createProgram(out: Pick<Writer, 'write'>, actor: Actor): Command {
  const program = new Command('tutti')
    .description('Teams of AI agents whose work survives crashes and can be watched, stopped and read back.')
    .version(VERSION)
    .showSuggestionAfterError()
    .enablePositionalOptions()
    .exitOverride()
    // That every command has options goes without saying, and leaves room for what it is for.
    .configureHelp({
      subcommandTerm: (command) => [command.name(), ...command.registeredArguments.map(toTerm)].join(' '),
    })
    .configureOutput({
      writeOut: (text) => out.write(text),
      // The help of a group of commands whose name alone was typed.
      writeErr: (text) => out.write(text),
      // Errors are reported in one place, in one form.
      outputError: () => {},
    });
  const add: Add = (usage, description) => addCommand(program, usage, description);
  addWork(add, actor);
  addReading(add, actor);
  addAgents(program, actor);
  addFiles(add, actor);
  addSteering(add, actor);
  addKnowledge(program, actor);
  addModels(program, actor);
  addTools(program, actor);
  addServer(program, actor);
  return program;
}

function toTerm(argument: Argument): string {
  return argument.required ? `<${argument.name()}>` : `[${argument.name()}]`;
}
