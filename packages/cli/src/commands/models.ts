import { ProviderId } from '@tutti/protocol';
import type { CommandContext, CommonOptions } from '../command-context.ts';
import type { ModelDesk, ModelList } from '../desk/model-desk.ts';
import { findServerPlace, openDesk } from '../desk/open-desk.ts';
import { EXIT } from '../exit-code.ts';
import { refreshFrom } from '../models/refresh-from.ts';
import { toProvider } from '../models/to-provider.ts';
import { CommandError } from '../report-error.ts';
import { writeLine } from '../terminal.ts';
import { describeCatalogue, describeNone, renderModels, renderRefresh } from '../view/render-models.ts';
import { createStyle } from '../view/style.ts';

export interface ModelsOptions extends CommonOptions {
  readonly all?: boolean;
  readonly provider?: string;
}

export async function modelsCommand(context: CommandContext, options: ModelsOptions): Promise<number> {
  const { all = false, provider, json = false } = options;
  await using desk = await openDesk(context);
  const list = await listModels(desk.models, { all, provider });
  const { out } = context.terminal;
  if (json) writeLine(out, JSON.stringify(list));
  else for (const line of renderList(list, { all, provider }, context)) writeLine(out, line);
  return EXIT.done;
}

interface Wish {
  readonly all: boolean;
  readonly provider: string | undefined;
}

async function listModels(desk: ModelDesk, { all, provider }: Wish): Promise<ModelList> {
  const chosen = provider === undefined ? undefined : await toProvider(desk, provider);
  return desk.listModels({ all, ...(chosen !== undefined && { provider: ProviderId.parse(chosen) }) });
}

function renderList({ models, catalogue }: ModelList, { all, provider }: Wish, context: CommandContext): string[] {
  const { out } = context.terminal;
  const style = createStyle(out.color);
  const foot = [style.dim(describeCatalogue(catalogue, context.clock.now()))];
  if (models.length > 0) return [...renderModels(models, { style, columns: out.columns }), '', ...foot];
  const more = all ? '' : ' All that are known: tutti models --all';
  return [`${describeNone(provider)}${more}`, ...foot];
}

export interface RefreshOptions extends CommonOptions {
  readonly from?: string;
}

export async function refreshModelsCommand(context: CommandContext, options: RefreshOptions): Promise<number> {
  const { from, json = false } = options;
  const server = await findServerPlace(context);
  if (server && from !== undefined)
    throw new CommandError('invalid_input', `--from works where no server runs, and ${server.url} is one`, {
      remedy: 'Leave it out: the server fetches from where its setting TUTTI_CATALOGUE_URL says.',
    });
  const report = server ? await refreshAt(context) : await refreshFrom(context, from);
  const { out } = context.terminal;
  if (json) writeLine(out, JSON.stringify(report));
  else for (const line of renderRefresh(report, context.clock.now(), createStyle(out.color))) writeLine(out, line);
  return EXIT.done;
}

async function refreshAt(context: CommandContext) {
  await using desk = await openDesk(context);
  return await desk.models.refreshModels();
}
