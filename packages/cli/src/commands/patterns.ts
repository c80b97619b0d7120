import { PatternName, PATTERNS } from '@tutti/protocol';
import type { CommandContext, CommonOptions } from '../command-context.ts';
import { EXIT } from '../exit-code.ts';
import { toFlag } from '../runs/read-pattern-options.ts';
import { writeLine } from '../terminal.ts';
import { createStyle } from '../view/style.ts';

const INDENT = '  ';
const AUTO =
  'One agent, or one of these with whoever suits the goal; `tutti analyze` tells what it would be, and the run why.';

/** They are the same everywhere: nothing is opened. */
export async function patternsCommand({ terminal: { out } }: CommandContext, options: CommonOptions): Promise<number> {
  const patterns = PatternName.options.map((name) => ({ name, ...PATTERNS[name] }));
  if (options.json === true) {
    writeLine(out, JSON.stringify(patterns));
    return EXIT.done;
  }
  const { bold, dim } = createStyle(out.color);
  for (const { name, sentence, options: known, least } of patterns) {
    writeLine(out, `${bold(name)}${dim(`  from ${least} ${least === 1 ? 'agent' : 'agents'}`)}`);
    writeLine(out, `${INDENT}${sentence}`);
    writeLine(out, dim(`${INDENT}${known.map(toFlag).join('  ')}`));
  }
  writeLine(out, bold('auto'));
  writeLine(out, `${INDENT}${AUTO}`);
  return EXIT.done;
}
