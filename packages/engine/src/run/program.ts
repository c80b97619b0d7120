import type { Json, Label } from '@tutti/protocol';
import type * as z from 'zod';
import { RunError } from '../errors.ts';
import { listDrivable } from './needs.ts';
import type { Scope } from './scope.ts';

export interface ProgramStart<Input> {
  readonly input: Input;
  /** What the episode before left behind; undefined in the first one. */
  readonly state: Json | undefined;
  /** What the run was begun with and keeps, such as the definitions of its agents. */
  readonly pins: Json;
  /** Where the input came from. */
  readonly labels: readonly Label[];
}

export interface ProgramResult {
  readonly output: Json;
  readonly labels: readonly Label[];
}

/** An ordinary async function that touches the world only through its scope, so that it can be called again after a crash. */
export interface Program<Input = Json> {
  readonly name: string;
  readonly version: number;
  readonly input: z.ZodType<Input>;
  /** The newest version of each change that the program asks `scope.version` about. */
  readonly changes?: Readonly<Record<string, number>>;
  run(scope: Scope, start: ProgramStart<Input>): Promise<ProgramResult>;
}

export interface ProgramBook {
  /** What these programs can drive, as runs name what they need. */
  readonly can: readonly string[];
  /** The newest version, for a run that begins. */
  getNewest(name: string): Program;
  /** The version that a run began with. */
  get(name: string, version: number): Program;
}

export function createProgramBook(programs: readonly Program[]): ProgramBook {
  return {
    can: listDrivable(programs),
    getNewest(name) {
      const versions = programs.filter((program) => program.name === name);
      const newest = versions.toSorted((one, other) => other.version - one.version)[0];
      if (!newest)
        throw new RunError('unknown_program', `there is no program named ${name}`, { nothingHappened: true });
      return newest;
    },
    get(name, version) {
      const found = programs.find((program) => program.name === name && program.version === version);
      if (!found)
        throw new RunError('unknown_program', `there is no version ${version} of the program ${name}`, {
          nothingHappened: true,
        });
      return found;
    },
  };
}
