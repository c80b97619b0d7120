import { join } from 'node:path';
import { CatalogueError, openModelCatalogue, refreshCatalogue } from '@tutti/adapters/catalogue';
import { type RefreshView, toOptionalTime, toPriceView } from '@tutti/protocol/api';
import type { CommandContext } from '../command-context.ts';
import { CommandError } from '../report-error.ts';

/** What came with this version. */
const FOLDER = join(import.meta.dirname, '..', '..', '..', '..', 'catalog', 'models');

/** Into the data directory, which nobody has to open for that. */
export async function refreshFrom({ config, clock }: CommandContext, typed: string | undefined): Promise<RefreshView> {
  const { dataDirectory: directory, serverConfig } = config;
  const from = typed ?? serverConfig.models.catalogueUrl;
  const now = clock.now();
  const report = await refreshCatalogue({ from, folder: FOLDER, directory, now }).catch((error: unknown) => {
    throw typed === undefined ? error : toWrongInput(error);
  });
  const { catalogue } = await openModelCatalogue({ folder: FOLDER, directory, now });
  const { asOf, source, refreshedAt, cards } = catalogue;
  return {
    catalogue: { asOf, source, models: cards.length, refreshedAt: toOptionalTime(refreshedAt) },
    from,
    added: [...report.added],
    gone: [...report.gone],
    repriced: report.repriced.map(({ model, before, after }) => ({
      model,
      before: before && toPriceView(before),
      after: after && toPriceView(after),
    })),
    unreadable: report.unreadable,
  };
}

/** Whoever typed what is no catalogue has to type something else. */
function toWrongInput(error: unknown): unknown {
  if (!(error instanceof CatalogueError) || !error.isSourceWrong) return error;
  const { message, remedy } = error;
  return new CommandError('invalid_input', `--from: ${message}`, { remedy, cause: error });
}
