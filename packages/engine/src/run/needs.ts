/** What it takes to drive a run: its program, and once it has begun that version of it and its journal's format. */
import { JOURNAL_FORMAT } from '@tutti/protocol';

interface Versioned {
  readonly name: string;
  readonly version: number;
}

/** A run that has not begun takes any version of its program; afterwards whoever writes its journal says what it takes to read it. */
export function toNeeds(program: string, version: number | undefined): string {
  return version === undefined ? program : toText({ name: program, version }, JOURNAL_FORMAT);
}

/** Older journals can be read for ever, newer ones cannot. */
export function listDrivable(programs: readonly Versioned[], newestFormat: number = JOURNAL_FORMAT): string[] {
  const formats = Array.from({ length: newestFormat }, (_, index) => index + 1);
  const begun = programs.flatMap((program) => formats.map((format) => toText(program, format)));
  return [...new Set([...programs.map(({ name }) => name), ...begun])];
}

function toText({ name, version }: Versioned, format: number): string {
  return `${name}@${version}/${format}`;
}
