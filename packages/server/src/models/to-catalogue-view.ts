import type { ModelCatalogue } from '@tutti/adapters/catalogue';
import { type CatalogueView, toOptionalTime } from '@tutti/protocol/api';

export function toCatalogueView({ asOf, source, refreshedAt, cards }: ModelCatalogue): CatalogueView {
  return { asOf, source, models: cards.length, refreshedAt: toOptionalTime(refreshedAt) };
}
