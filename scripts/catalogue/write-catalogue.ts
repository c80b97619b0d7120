// Makes catalog/models/catalogue.json: from the data that lies beside it, or from a newer state of it.
//   npm run catalogue [-- --from <file or address in the shape of https://models.dev/api.json> [--as-of <day>]]
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildCatalogue, readModelFacts, toCatalogueText } from '@tutti/adapters/catalogue';

const FOLDER = join(import.meta.dirname, '..', '..', 'catalog', 'models');
/** See catalog/models/NOTICE.md. */
const OWN = {
  file: join(FOLDER, 'source', 'models-dev.json'),
  asOf: '2026-06-30',
  source: 'models.dev, commit f3fc692, with corrections of this version (catalog/models/NOTICE.md)',
};
const MOST_BYTES = 400_000;

const { values } = parseArgs({ options: { from: { type: 'string' }, 'as-of': { type: 'string' } } });
const text = await readText(values.from);
const asOf = values['as-of'] ?? (values.from === undefined ? OWN.asOf : undefined);
const { file, unreadable } = buildCatalogue(
  {
    data: JSON.parse(text),
    source: values.from ?? OWN.source,
    today: new Date().toISOString().slice(0, 10),
    ...(asOf !== undefined && { asOf }),
  },
  await readModelFacts(FOLDER),
);
const catalogue = toCatalogueText(file);
if (catalogue.length > MOST_BYTES)
  throw new Error(`the catalogue has ${catalogue.length} bytes; it is to have ${MOST_BYTES} at most`);
writeFileSync(join(FOLDER, 'catalogue.json'), catalogue);
console.log(`${file.cards.length} models as of ${file.asOf}, ${catalogue.length} bytes; ${unreadable} not understood`);

async function readText(from: string | undefined): Promise<string> {
  if (from === undefined || !/^https?:/.test(from)) return readFileSync(from ?? OWN.file, 'utf8');
  const response = await fetch(from);
  if (!response.ok) throw new Error(`${from} answers ${response.status}`);
  return response.text();
}
