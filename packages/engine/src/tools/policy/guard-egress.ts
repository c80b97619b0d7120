/**
 * Data leave an installation by an address as well as by a message: a model that was told to by a page may write what it has read into a URL.
 * So once private data have reached it, it may choose only hosts that are listed. Decided by labels and by the call itself, outside the model.
 */
import type { Label, ToolEgress, ToolRules, ToolVerdict } from '@tutti/protocol';
import { matchesPattern } from './matches-pattern.ts';

/** What these give was known before, or is known to everybody. */
const PUBLIC_SETS: ReadonlySet<string> = new Set([
  'calculate',
  'current_time',
  'time',
  'sequential_thinking',
  'write_note',
]);
const UNTRUSTED: ReadonlySet<Label['source']> = new Set(['web', 'document', 'agent']);
const STRICTNESS = { allow: 0, ask: 1, deny: 2 } as const;
/** Where nothing is listed: a person is asked, once strangers' words have come beside the data. */
const UNLISTED: Pick<ToolEgress, 'hosts' | 'otherwise' | 'notPrivate'> = {
  hosts: [],
  otherwise: 'ask',
  notPrivate: [],
};

export interface EgressFacts {
  /** That the model has chosen, and the call would reach. */
  readonly hosts?: readonly string[];
  /** Where everything came from that the model has seen. */
  readonly reached?: readonly Label[];
}

interface Decided {
  readonly verdict: ToolVerdict;
  readonly because: string;
}

/** The stricter of what was decided and what the way out says. */
export function guardEgress<Decision extends Decided>(
  decision: Decision,
  facts: EgressFacts,
  { egress }: ToolRules,
): Decision | Decided {
  const { otherwise } = egress ?? UNLISTED;
  if (STRICTNESS[decision.verdict] >= STRICTNESS[otherwise]) return decision;
  const because = findForeign(facts, egress);
  return because === undefined ? decision : { verdict: otherwise, because };
}

function findForeign({ hosts = [], reached = [] }: EgressFacts, egress: ToolEgress | undefined): string | undefined {
  const { hosts: listed, notPrivate } = egress ?? UNLISTED;
  const foreign = hosts.find((host) => !listed.some((pattern) => matchesPattern(toPlain(host), toPlain(pattern))));
  if (foreign === undefined) return undefined;
  const known = new Set([...PUBLIC_SETS, ...notPrivate]);
  const read = reached.filter((label) => isPrivate(label, known)).map(toSet);
  if (read.length === 0) return undefined;
  if (!egress && !reached.some(({ source }) => UNTRUSTED.has(source))) return undefined;
  const what = [...new Set(read)].slice(0, 5).join(', ');
  return `private data have been read (${what}), and ${foreign} is not among the hosts that may then be reached (egress)`;
}

function isPrivate(label: Label, known: ReadonlySet<string>): boolean {
  return (
    (label.source === 'tool' || label.source === 'document') && !known.has(toSet(label)) && !known.has(label.name ?? '')
  );
}

function toSet({ source, name }: Label): string {
  const [set = source] = source === 'document' ? ['knowledge'] : (name ?? source).split('__');
  return set;
}

function toPlain(host: string): string {
  return host.toLowerCase().replace(/\.$/u, '');
}
