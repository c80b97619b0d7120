import type { CompletedCommand, CompletedOption } from './command-tree.ts';

export function toFish(tree: readonly CompletedCommand[]): string {
  const lines = tree.flatMap((command) => [
    ...command.words.map(
      ({ word, description }) =>
        `complete -c tutti -f -n ${quote(toCondition(command.path, tree))} -a ${quote(word)} -d ${quote(description)}`,
    ),
    ...command.options.map((option) => toOptionLine(option, toCondition(command.path, tree))),
  ]);
  return `# tutti completion for fish: tutti completion fish | source\ncomplete -c tutti -f\n${lines.join('\n')}\n`;
}

function toCondition(path: string, tree: readonly CompletedCommand[]): string {
  if (path === '') return '__fish_use_subcommand';
  const [first = '', second] = path.split(' ');
  if (second !== undefined) return `__fish_seen_subcommand_from ${first}; and __fish_seen_subcommand_from ${second}`;
  const below = tree.filter((each) => each.path.startsWith(`${first} `)).map((each) => each.path.split(' ')[1]);
  const seen = `__fish_seen_subcommand_from ${first}`;
  return below.length === 0 ? seen : `${seen}; and not __fish_seen_subcommand_from ${below.join(' ')}`;
}

function toOptionLine({ flags, description, takesValue, values }: CompletedOption, condition: string): string {
  const names = flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`)).join(' ');
  const value = takesValue ? ` -r${values.length === 0 ? '' : ` -f -a ${quote(values.join(' '))}`}` : '';
  return `complete -c tutti -n ${quote(condition)} ${names}${value} -d ${quote(description)}`;
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
