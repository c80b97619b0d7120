import { useQuery } from '@tanstack/react-query';
import type { ToolRule, ToolVerdict } from '@tutti/protocol';
import type { ToolRulesView } from '@tutti/protocol/api';
import { ShieldCheck } from 'lucide-react';
import { useServices } from '../../client/services-context.tsx';
import { toolRulesQuery } from '../../client/tool-queries.ts';
import { RefusalState } from '../../domain/refusal-state.tsx';
import { toolsText as text } from '../../strings/tools.ts';
import { Badge } from '../../ui/badge.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { PageBody } from '../../ui/page-body.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';

const TONE: Record<ToolVerdict, 'success' | 'attention' | 'danger'> = {
  allow: 'success',
  ask: 'attention',
  deny: 'danger',
};

/** The rules of tools.yaml as they count now, in the order in which they stand there. */
export function RulesTab() {
  const { client } = useServices();
  const { data, error, refetch } = useQuery(toolRulesQuery(client));
  if (!data && error)
    return (
      <PageBody>
        <RefusalState error={error} onRetry={() => refetch()} />
      </PageBody>
    );
  return (
    <PageBody>
      <p className="pt-4 text-muted">{text.rulesIntro}</p>
      {data ? <Rules view={data} /> : <Skeleton lines={6} />}
    </PageBody>
  );
}

function Rules({ view: { rules, waitMinutes, egress, problem } }: { view: ToolRulesView }) {
  return (
    <>
      {problem && <p className="text-danger">{text.rulesKept}</p>}
      {rules.length === 0 ? (
        <Panel>
          <EmptyState icon={ShieldCheck} title={text.noRules} body={text.noRulesBody} />
        </Panel>
      ) : (
        <ol aria-label={text.tab.rules} className="flex min-w-0 flex-col gap-2">
          {rules.map((rule, place) => (
            // Rules have no name but their number.
            <li
              key={`rule ${place + 1}`}
              className="flex min-w-0 flex-wrap items-center gap-2 rounded-lg border border-line bg-surface px-4 py-2"
            >
              <span className="text-xs text-muted">{place + 1}</span>
              <Badge tone={TONE[rule.verdict]}>{text.verdict[rule.verdict]}</Badge>
              <Conditions rule={rule} />
              {rule.because !== undefined && (
                <span className="basis-full text-xs text-muted [overflow-wrap:anywhere]">{rule.because}</span>
              )}
            </li>
          ))}
        </ol>
      )}
      {waitMinutes !== undefined && <p className="text-muted">{text.waitMinutes(waitMinutes)}</p>}
      {egress && <p className="text-muted">{text.egress(egress.hosts, egress.otherwise)}</p>}
    </>
  );
}

function Conditions({ rule: { agent, tool, effect, arguments: named = {} } }: { rule: ToolRule }) {
  const all = [
    agent === undefined ? undefined : text.condition('agent', agent),
    tool === undefined ? undefined : text.condition('tool', tool),
    effect === undefined ? undefined : text.condition('effect', text.effect[effect]),
    ...Object.entries(named).map(([name, pattern]) => text.condition(name, pattern)),
  ].filter((each) => each !== undefined);
  return (
    <span className="min-w-0 [overflow-wrap:anywhere]">{all.length === 0 ? text.everyCall : all.join(' · ')}</span>
  );
}
