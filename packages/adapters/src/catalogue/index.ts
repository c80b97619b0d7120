export { buildCatalogue } from './build-catalogue.ts';
export { CatalogueError } from './catalogue-error.ts';
export { toCatalogueText } from './catalogue-file.ts';
export type { ModelCatalogue } from './model-catalogue.ts';
export { readModelFacts } from './model-facts.ts';
export { openModelCatalogue } from './open-model-catalogue.ts';
export { refreshCatalogue, type RefreshReport } from './refresh-catalogue.ts';
