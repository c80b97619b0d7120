import * as z from 'zod';
import { patternsText } from '../../../strings/patterns.ts';
import { Badge } from '../../../ui/badge.tsx';
import { Banner } from '../../../ui/banner.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { findFact, listFacts, type Recorded } from './recorded.ts';

const text = patternsText.parallel;

const Names = z.array(z.string());
const Gathered = z.object({
  answered: Names,
  missing: Names,
  enough: z.number().optional(),
  stopped: Names.default([]),
  parts: z.number().optional(),
  missingParts: z.array(z.number()).default([]),
});
const Reassigned = z.object({ part: z.number().optional(), from: z.string(), to: z.string(), reason: z.string() });
const Merged = z.object({ how: z.string(), by: z.string(), of: Names, reason: z.string().optional() });

export function ParallelView({ recorded }: { readonly recorded: readonly Recorded[] }) {
  const gathered = findFact(recorded, 'parallel.gathered', Gathered);
  const merged = findFact(recorded, 'parallel.merged', Merged);
  const reassigned = listFacts(recorded, 'parallel.reassigned', Reassigned);
  return (
    <>
      {gathered ? <Gathering gathered={gathered} /> : <p className="text-muted">{text.working}</p>}
      {merged && (
        <Banner tone={merged.how === 'sections' ? 'attention' : 'info'}>
          <strong>{text.how[merged.how]?.(merged.by) ?? merged.how}</strong> {text.of(merged.of.join(', '))}{' '}
          {merged.reason}
        </Banner>
      )}
      {reassigned.length > 0 && (
        <Panel title={text.reassigned}>
          <ul className="flex flex-col gap-1.5">
            {reassigned.map(({ part, from, to, reason }) => (
              <li key={`${part} ${from}`} className="min-w-0 [overflow-wrap:anywhere]">
                {text.moved(from, to, part)} <span className="text-muted">{reason}</span>
              </li>
            ))}
          </ul>
        </Panel>
      )}
    </>
  );
}

function Gathering({ gathered }: { readonly gathered: z.infer<typeof Gathered> }) {
  const { answered, missing, enough, stopped, parts, missingParts } = gathered;
  const failed = missing.filter((agent) => !stopped.includes(agent));
  const rows = [
    ...listNames(answered).map(([by, count]) => ({ by, count, tone: 'success' as const, word: text.answered })),
    ...listNames(stopped).map(([by, count]) => ({ by, count, tone: 'neutral' as const, word: text.stopped })),
    ...listNames(failed).map(([by, count]) => ({ by, count, tone: 'danger' as const, word: text.missing })),
  ];
  return (
    <Panel
      title={text.gathered}
      meta={<span className="text-xs text-muted">{text.count(answered.length, answered.length + missing.length)}</span>}
    >
      <ul className="flex flex-col gap-1.5">
        {rows.map(({ by, count, tone, word }) => (
          <li key={`${by} ${word}`} className="flex flex-wrap items-baseline gap-x-2">
            <span className="font-semibold">{by}</span>
            <Badge tone={tone}>{word}</Badge>
            {count > 1 && <span className="text-xs text-muted">{text.times(count)}</span>}
          </li>
        ))}
      </ul>
      {enough !== undefined && <p className="mt-2 text-xs text-muted">{text.enough(enough)}</p>}
      {parts !== undefined && (
        <p className="mt-2 text-xs text-muted">
          {text.parts(parts)} {missingParts.length > 0 && text.missingParts(missingParts.join(', '))}
        </p>
      )}
    </Panel>
  );
}

/** Whoever took over a part has answered more than once. */
function listNames(names: readonly string[]): readonly (readonly [string, number])[] {
  return [...new Set(names)].map((name) => [name, names.filter((other) => other === name).length] as const);
}
