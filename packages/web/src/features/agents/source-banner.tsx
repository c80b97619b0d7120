import type { AgentDetails } from '@tutti/protocol/api';
import { useMayManage } from '../../domain/use-may-manage.ts';
import { AGENTS } from '../../client/agent-queries.ts';
import { useAct } from '../../client/use-act.ts';
import { agentHistoryText as text } from '../../strings/agent-history.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { ButtonLink } from '../../ui/button-link.tsx';
import { useToast } from '../../ui/toast.tsx';
import { RefusedBanner } from './refused-banner.tsx';

/** Said above an agent that is not what it was shipped as, or cannot be asked any more. */
export function SourceBanner({ agent }: { readonly agent: AgentDetails }) {
  const { id, version, source, text: definition = '' } = agent;
  const mayManage = useMayManage();
  const { act, busy, refusal } = useAct(AGENTS);
  const toast = useToast();
  const isRetired = source?.kind === 'retired';
  const instead = source?.instead;
  if (!isRetired && !instead) return null;
  const reset = async () => {
    const done = await act((client) => client.call('returnAgent', { agent: id, basedOn: version }));
    if (done) toast({ tone: 'success', title: text.isReset(id) });
  };
  const bringBack = async () => {
    const done = await act((client) =>
      client.call('changeAgent', { agent: id, text: definition, basedOn: version, note: text.bringBack }),
    );
    if (done) toast({ tone: 'success', title: text.isRestored(id, version) });
  };
  const actions = (
    <div className="flex flex-wrap gap-2">
      {!isRetired && (
        <ButtonLink
          size="sm"
          to="/ui/agents/$agent"
          params={{ agent: id }}
          search={{ tab: 'versions', from: 'base', version }}
        >
          {text.whatChanged}
        </ButtonLink>
      )}
      {isRetired && mayManage && (
        <Button size="sm" busy={busy} onClick={bringBack}>
          {text.bringBack}
        </Button>
      )}
      {instead && mayManage && (
        <Button size="sm" busy={busy} onClick={reset}>
          {text.reset[instead]}
        </Button>
      )}
    </div>
  );
  const told = instead === 'file' ? text.changedFileBanner : text.changedBanner;
  return (
    <>
      <Banner tone={isRetired ? 'attention' : 'info'} action={actions}>
        {isRetired ? text.retiredBanner : told}
      </Banner>
      {refusal && <RefusedBanner refused={refusal} />}
    </>
  );
}
