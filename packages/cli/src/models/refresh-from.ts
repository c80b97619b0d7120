import { join } from 'node:path';
import { openModelCatalogue, refreshCatalogue } from '@tutti/adapters/catalogue';
import { type RefreshView, toOptionalTime, toPriceView } from '@tutti/protocol/api';
import type { CommandContext } from '../command-context.ts';

/** What came with this version. */
const FOLDER = join(import.meta.dirname, '..', '..', '..', '..', 'catalog', 'models');

/** Into the data directory, which nobody has to open for that. */
export async function refreshFrom({ config, clock }: CommandContext, typed: string | undefined): Promise<RefreshView> {
  const { dataDirectory: directory, serverConfig } = config;
  const from = typed ?? serverConfig.models.catalogueUrl;
  const now = clock.now();
  const report = await refreshCatalogue({ from, folder: FOLDER, directory, now });
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
