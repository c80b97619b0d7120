import type { Icon } from '../../ui/icon.ts';

/** Something that the palette offers. What it does is run when it is chosen. */
export interface Command {
  readonly id: string;
  readonly group: string;
  readonly label: string;
  readonly detail?: string | undefined;
  readonly icon: Icon;
  readonly keys?: string | undefined;
  readonly run: () => void;
}

/** Commands whose words begin with every word that was typed, in their own order. */
export function filterCommands(commands: readonly Command[], text: string): Command[] {
  const typed = text.toLowerCase().split(/\s+/).filter(Boolean);
  return commands.filter(({ group, label }) => {
    const words = `${group} ${label}`.toLowerCase().split(/[\s:]+/);
    return typed.every((one) => words.some((word) => word.startsWith(one)));
  });
}

export interface CommandGroup {
  readonly name: string;
  readonly commands: readonly Command[];
}

/** In the order of their first command, so that arrow keys and eyes go the same way. */
export function toGroups(commands: readonly Command[]): CommandGroup[] {
  const groups = Map.groupBy(commands, ({ group }) => group);
  return [...groups].map(([name, own]) => ({ name, commands: own }));
}
