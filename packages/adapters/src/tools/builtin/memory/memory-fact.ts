/** One thing that is remembered: that something is there, what was seen of it, or how it stands to another. With who wrote it, when, and what had reached them. */
import { AgentId, Instant, Label, RunId } from '@tutti/protocol';
import * as z from 'zod';
import type { MemoryRow } from './memory-database.ts';

export const Provenance = z.object({ run: RunId, agent: AgentId, at: Instant, labels: z.array(Label) });
export type Provenance = z.infer<typeof Provenance>;

export type FactContent =
  | { readonly kind: 'entity'; readonly name: string; readonly type: string }
  | { readonly kind: 'observation'; readonly entity: string; readonly text: string }
  | { readonly kind: 'relation'; readonly from: string; readonly relation: string; readonly to: string };

export type MemoryFact = FactContent & { readonly by: Provenance };

/** As three texts, by which both databases find it. */
export interface Triple {
  readonly kind: FactContent['kind'];
  readonly subject: string;
  readonly predicate: string;
  readonly object: string;
}

export function toTriple(fact: FactContent): Triple {
  switch (fact.kind) {
    case 'entity':
      return { kind: fact.kind, subject: fact.name, predicate: '', object: fact.type };
    case 'observation':
      return { kind: fact.kind, subject: fact.entity, predicate: '', object: fact.text };
    case 'relation':
      return { kind: fact.kind, subject: fact.from, predicate: fact.relation, object: fact.to };
    default:
      return fact satisfies never;
  }
}

const Row = z.object({
  kind: z.enum(['entity', 'observation', 'relation']),
  subject: z.string(),
  predicate: z.string(),
  object: z.string(),
  run: RunId,
  agent: AgentId,
  // PostgreSQL gives eight bytes as text.
  at: z.coerce.number().pipe(Instant),
  labels: z.string().transform((text) => z.array(Label).parse(JSON.parse(text))),
});

export function toFact(row: MemoryRow): MemoryFact {
  const { kind, subject, predicate, object, run, agent, at, labels } = Row.parse(row);
  const by = { run, agent, at, labels };
  switch (kind) {
    case 'entity':
      return { kind, name: subject, type: object, by };
    case 'observation':
      return { kind, entity: subject, text: object, by };
    case 'relation':
      return { kind, from: subject, relation: predicate, to: object, by };
    default:
      return kind satisfies never;
  }
}
