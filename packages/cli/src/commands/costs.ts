import { CostsBy, toTime } from '@tutti/protocol/api';
import { choose } from '../choose.ts';
import type { CommandContext, CommonOptions } from '../command-context.ts';
import { openDesk } from '../desk/open-desk.ts';
import { EXIT } from '../exit-code.ts';
import { parseDuration } from '../parse-duration.ts';
import { writeLine } from '../terminal.ts';
import { renderCosts } from '../view/render-costs.ts';
import { createStyle } from '../view/style.ts';

export interface CostsOptions extends CommonOptions {
  readonly by?: string;
  readonly since?: string;
}

export async function costsCommand(context: CommandContext, options: CostsOptions): Promise<number> {
  const { since, json = false } = options;
  const by = choose(CostsBy.options, options.by ?? 'day', 'way to add up');
  const from = since === undefined ? undefined : toTime(context.clock.now() - parseDuration(since));
  await using desk = await openDesk(context);
  const costs = await desk.models.getCosts({ by, ...(from !== undefined && { from }) });
  const { out } = context.terminal;
  const look = { style: createStyle(out.color), columns: out.columns };
  if (json) writeLine(out, JSON.stringify(costs));
  else for (const line of renderCosts(costs, look)) writeLine(out, line);
  return EXIT.done;
}
