import type { AgentDetails, AgentVersionView } from '@tutti/protocol/api';
import { useMayManage } from '../../../domain/use-may-manage.ts';
import { AGENTS } from '../../../client/agent-queries.ts';
import { useAct } from '../../../client/use-act.ts';
import { agentHistoryText as text } from '../../../strings/agent-history.ts';
import { Badge } from '../../../ui/badge.tsx';
import { Button } from '../../../ui/button.tsx';
import { joinClasses } from '../../../ui/join-classes.ts';
import { Time } from '../../../ui/time.tsx';
import { useToast } from '../../../ui/toast.tsx';
import { RefusedBanner } from '../refused-banner.tsx';

interface Props {
  readonly agent: AgentDetails;
  readonly version: AgentVersionView;
  readonly selected: boolean;
  readonly onCompare: () => void;
}

export function VersionRow({ agent: { id, version: seen }, version, selected, onCompare }: Props) {
  const { number, kind, current, at, by, note } = version;
  const mayManage = useMayManage();
  const { act, busy, refusal } = useAct(AGENTS);
  const toast = useToast();
  const restore = async () => {
    const done = await act(async (client) => {
      const { text: definition } = await client.call('getAgentVersion', { agent: id, number });
      const change = { text: definition, basedOn: seen, note: text.restoreNote(number) };
      return client.call('changeAgent', { agent: id, ...change });
    });
    if (done) toast({ tone: 'success', title: text.isRestored(id, number) });
  };
  return (
    <li
      data-version={number}
      aria-current={selected || undefined}
      className={joinClasses('flex min-w-0 flex-col gap-1 px-4 py-2', selected && 'bg-selected')}
    >
      <div className="flex min-w-0 flex-wrap items-center gap-2">
        <span className="font-medium">{text.version(number)}</span>
        <Badge>{text.kind[kind]}</Badge>
        {current && <Badge tone="success">{text.current}</Badge>}
      </div>
      <div className="flex flex-wrap gap-x-3 text-xs text-muted">
        {at === undefined ? <span>{text.notUsed}</span> : <Time at={at} />}
        {by !== undefined && <code className="font-mono [overflow-wrap:anywhere]">{by}</code>}
      </div>
      {note !== undefined && (
        <p dir="auto" className="text-sm [overflow-wrap:anywhere]">
          {note}
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        <Button size="sm" aria-label={text.compareVersion(number)} onClick={onCompare}>
          {text.compare}
        </Button>
        {mayManage && !current && at !== undefined && (
          <Button size="sm" busy={busy} aria-label={text.restoreVersion(number)} onClick={restore}>
            {text.restore}
          </Button>
        )}
      </div>
      {refusal && <RefusedBanner refused={refusal} />}
    </li>
  );
}
