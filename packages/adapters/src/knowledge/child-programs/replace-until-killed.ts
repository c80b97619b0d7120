/** Puts one version of a document in the place of another, again and again, until somebody kills it. */
import { createHash } from 'node:crypto';
import { systemClock, systemRandom } from '@tutti/engine';
import { CollectionName, Hash, TenantId, UserId } from '@tutti/protocol';
import { openSqliteStore } from '../../storage/sqlite/open-sqlite-store.ts';
import { Knowledge } from '../knowledge.ts';

const [directory = '', tenantText = '', first = '1'] = process.argv.slice(2);
const tenant = TenantId.parse(tenantText);
const user = UserId.parse(`usr_${'0'.repeat(36)}`);
const PARAGRAPHS = 400;

const store = await openSqliteStore({ directory });
const parts = { store: store.knowledge, clock: systemClock, random: systemRandom, isShared: false };
const knowledge = new Knowledge({
  ...parts,
  onProblem: (error) => {
    throw error;
  },
});
const collection = CollectionName.parse('papers');
await knowledge.putCollection({ tenant, user }, { name: collection });
knowledge.start();

for (let round = Number(first); ; round++) {
  // Long enough that each paragraph is a passage of its own.
  const text = Array.from({ length: PARAGRAPHS }, (_, at) => `round${round} paragraph ${at} ${'words '.repeat(220)}`);
  const bytes = Buffer.from(text.join('\n\n'));
  const hash = Hash.parse(createHash('sha256').update(bytes).digest('hex'));
  const begun = await knowledge.begin({ tenant, user }, { collection, name: 'paper.txt', bytes: bytes.length, hash });
  for (const part of begun.missing?.parts ?? []) {
    const ref = { tenant, document: begun.document.id, version: begun.missing?.version ?? 0 };
    await knowledge.putPart(ref, part, bytes.subarray(part * 524_288, (part + 1) * 524_288));
  }
  while ((await knowledge.getDocument(tenant, begun.document.id)).pending)
    await new Promise((resolve) => setTimeout(resolve, 5));
  process.stdout.write(`round ${round}\n`);
}
