/** From a citation to exactly the text that it was made of, with what stands around it and what has become of its document. */
import { type KnowledgeStore, RunError } from '@tutti/engine';
import { type Citation, type CollectionName, parseCitation, type TenantId } from '@tutti/protocol';

export interface CitedPassage {
  readonly name: string;
  readonly collection: CollectionName;
  readonly version: number;
  readonly state: 'current' | 'replaced' | 'removed';
  /** The one that took its place. */
  readonly newest?: number | undefined;
  readonly before: string;
  readonly text: string;
  readonly after: string;
  readonly page?: number | undefined;
  readonly headings: readonly string[];
}

const MOST_CITED = 20_000;

export async function resolveCitation(
  store: KnowledgeStore,
  { tenant, citation, around }: { readonly tenant: TenantId; readonly citation: Citation; readonly around: number },
): Promise<CitedPassage> {
  const { document: id, version, start, end } = parseCitation(citation);
  const document = await store.findDocument(tenant, id);
  if (!document) throw unknown(citation);
  const { name, collection } = document;
  const facts = { name, collection, version };
  if (document.removedAt !== undefined)
    return { ...facts, state: 'removed', before: '', text: '', after: '', headings: [] };
  const ref = { tenant, document: id, version };
  const read = await store.readText(ref);
  if (!read || end <= start || end > read.text.length || end - start > MOST_CITED) throw unknown(citation);
  const { text, pages } = read;
  const isCurrent = document.current?.version === version;
  const passage = isCurrent ? await store.findPassageAt(ref, start) : undefined;
  const page = pages && pages.filter((from) => from <= start).length;
  return {
    ...facts,
    state: isCurrent ? 'current' : 'replaced',
    ...(!isCurrent && { newest: document.current?.version }),
    before: text.slice(Math.max(0, start - around), start).toWellFormed(),
    text: text.slice(start, end).toWellFormed(),
    after: text.slice(end, end + around).toWellFormed(),
    ...(page !== undefined && page > 0 && { page }),
    headings: passage?.headings ?? [],
  };
}

function unknown(citation: Citation): RunError {
  return new RunError('passage_not_found', `${citation} names no passage that there is or was`);
}
