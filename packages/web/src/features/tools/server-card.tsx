import type { ToolServerState } from '@tutti/protocol';
import type { ToolServerView } from '@tutti/protocol/api';
import { Play, RotateCw, ShieldCheck, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { TOOL_SERVERS } from '../../client/tool-queries.ts';
import { useAct } from '../../client/use-act.ts';
import { useServices } from '../../client/services-context.tsx';
import { useMayManage } from '../../domain/use-may-manage.ts';
import { toolsText as text } from '../../strings/tools.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { CodeBlock } from '../../ui/code-block.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { Disclosure } from '../../ui/disclosure.tsx';
import { StatusDot } from '../../ui/status-dot.tsx';
import { Time } from '../../ui/time.tsx';
import { useToast } from '../../ui/toast.tsx';
import type { Tone } from '../../ui/tone.ts';
import { ApproveDialog } from './approve-dialog.tsx';
import { ConsentDialog } from './consent-dialog.tsx';
import { SecretDialog } from './secret-dialog.tsx';
import { ServerTool } from './server-tool.tsx';
import { listWaiting } from './list-waiting.ts';

const TONE: Record<ToolServerState, Tone> = {
  disabled: 'neutral',
  consent_needed: 'attention',
  idle: 'neutral',
  connecting: 'progress',
  connected: 'success',
  failed: 'danger',
};

/** What is approved is what is shown when somebody begins to read. */
type Open = 'consent' | 'remove' | { readonly approve: ToolServerView } | { readonly secret: string };

/** A server: how it is, what it has, and what a person can do about it. */
export function ServerCard({ view }: { view: ToolServerView }) {
  const { server, state, tools, lastError, missingSecrets, errorOutput } = view;
  const mayManage = useMayManage() === true;
  const [open, setOpen] = useState<Open>();
  const { act, busy, refused } = useAct(TOOL_SERVERS);
  const close = () => setOpen(undefined);
  const waiting = listWaiting(view);
  const connect = async () => {
    const connected = await act((client) => client.call('connectToolServer', { server, restart: true }));
    if (connected && listWaiting(connected).length > 0) setOpen({ approve: connected });
  };
  return (
    <li
      data-server={server}
      data-state={state}
      className="flex min-w-0 flex-col gap-2 rounded-lg border border-line bg-surface px-4 py-3"
    >
      <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1.5">
        <h2 className="min-w-0 font-medium [overflow-wrap:anywhere]">{server}</h2>
        <span className="inline-flex items-center gap-1.5" title={text.stateMeans[state]}>
          <StatusDot tone={TONE[state]} pulse={state === 'connecting'} />
          {text.state[state]}
        </span>
        <Facts view={view} />
        {mayManage && (
          <span className="ml-auto flex flex-wrap gap-1.5">
            {state === 'consent_needed' && (
              <Button size="sm" variant="primary" icon={ShieldCheck} onClick={() => setOpen('consent')}>
                {text.allow}
              </Button>
            )}
            {(state === 'idle' || state === 'failed' || state === 'connected') && (
              <Button size="sm" icon={state === 'idle' ? Play : RotateCw} busy={busy} onClick={() => void connect()}>
                {state === 'idle' ? text.start : text.restart}
              </Button>
            )}
            {waiting.length > 0 && state === 'connected' && (
              <Button size="sm" variant="primary" icon={ShieldCheck} onClick={() => setOpen({ approve: view })}>
                {text.approve}
              </Button>
            )}
            <Button size="sm" variant="ghost" icon={Trash2} onClick={() => setOpen('remove')}>
              {text.remove}
              <span className="sr-only">{server}</span>
            </Button>
          </span>
        )}
      </div>
      {waiting.length > 0 && <Banner tone="attention">{text.waiting(waiting.length)}</Banner>}
      {refused !== undefined && <Banner tone="danger">{refused}</Banner>}
      {state === 'failed' && lastError && refused === undefined && (
        <Banner tone="danger">
          {lastError.message} {lastError.remedy}
        </Banner>
      )}
      {missingSecrets.length > 0 && (
        <Banner
          tone="attention"
          action={
            mayManage && (
              <Button size="sm" onClick={() => setOpen({ secret: missingSecrets[0] ?? '' })}>
                {text.secret}
              </Button>
            )
          }
        >
          {text.secretNeeded(missingSecrets.join(', '))}
        </Banner>
      )}
      {state === 'failed' && errorOutput !== undefined && (
        <Disclosure summary={text.errorOutput}>
          <CodeBlock text={errorOutput} label={text.errorOutput} wrap />
        </Disclosure>
      )}
      {tools.length === 0 ? (
        <p className="text-xs text-muted">{text.unknownTools}</p>
      ) : (
        <Disclosure summary={text.toolsOf(tools.length)} defaultOpen={tools.length <= 8 || waiting.length > 0}>
          <ul aria-label={text.approveTitle(server)} className="flex min-w-0 flex-col divide-y divide-line">
            {tools.map((tool) => (
              <ServerTool key={tool.tool} server={server} tool={tool} canTry={mayManage && tool.lock === 'approved'} />
            ))}
          </ul>
        </Disclosure>
      )}
      {open === 'consent' && (
        <ConsentDialog view={view} onClose={close} onAllowed={(approve) => setOpen({ approve })} />
      )}
      {typeof open === 'object' && 'approve' in open && <ApproveDialog view={open.approve} onClose={close} />}
      {typeof open === 'object' && 'secret' in open && (
        <SecretDialog server={server} name={open.secret} onClose={close} />
      )}
      <RemoveDialog server={server} open={open === 'remove'} onClose={close} />
    </li>
  );
}

function Facts({ view: { about, pid, restarts, retryAt, state } }: { view: ToolServerView }) {
  const facts = [
    about && `${about.name} ${about.version}`,
    about && text.protocol(about.protocol),
    pid !== undefined && text.pid(pid),
    restarts > 0 && text.restarts(restarts),
  ].filter(Boolean);
  return (
    <span className="min-w-0 text-xs text-muted [overflow-wrap:anywhere]">
      {facts.join(' · ')}
      {state === 'failed' && retryAt !== undefined && (
        <>
          {facts.length > 0 && ' · '}
          {text.retryAt} <Time at={retryAt} relative />
        </>
      )}
    </span>
  );
}

function RemoveDialog({
  server,
  open,
  onClose,
}: {
  server: ToolServerView['server'];
  open: boolean;
  onClose: () => void;
}) {
  const { client } = useServices();
  const { act } = useAct(TOOL_SERVERS);
  const toast = useToast();
  return (
    <ConfirmDialog
      open={open}
      onClose={onClose}
      title={text.removeTitle(server)}
      body={text.removeBody}
      confirmLabel={text.remove}
      tone="danger"
      onConfirm={async () => {
        await client.call('removeToolServer', { server });
        await act(async () => toast({ tone: 'success', title: text.removed(server) }));
      }}
    />
  );
}
