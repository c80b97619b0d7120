import type { CommandContext, CommonOptions } from '../command-context.ts';
import { openServerDesk } from '../desk/open-desk.ts';
import { EXIT } from '../exit-code.ts';
import { writeLine } from '../terminal.ts';

export async function loginCommand(context: CommandContext, { json = false }: CommonOptions): Promise<number> {
  await using desk = await openServerDesk(context);
  const { url, expiresAt } = await desk.createLoginLink();
  const { out } = context.terminal;
  if (json) writeLine(out, JSON.stringify({ url, expiresAt }));
  else {
    writeLine(out, url);
    if (out.isTty) writeLine(out, `Good for one browser, until ${expiresAt}.`);
  }
  return EXIT.done;
}
