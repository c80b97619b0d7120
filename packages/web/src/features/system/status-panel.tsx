import { useQuery } from '@tanstack/react-query';
import type { SystemStatus } from '@tutti/protocol/api';
import { statusQuery } from '../../client/queries.ts';
import { useServices } from '../../client/services-context.tsx';
import { RefusalState } from '../../domain/refusal-state.tsx';
import { useRehearsal } from '../../domain/use-rehearsal.ts';
import { useMayManage } from '../../domain/use-may-manage.ts';
import { sharedText } from '../../strings/shared.ts';
import { systemText } from '../../strings/system.ts';
import { Duration } from '../../ui/duration.tsx';
import { type Fact, KeyValue } from '../../ui/key-value.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { StatusDot } from '../../ui/status-dot.tsx';
import { TextLink } from '../../ui/text-link.tsx';

export function StatusPanel() {
  const { client } = useServices();
  const mayManage = useMayManage() === true;
  const { data, error, refetch } = useQuery(statusQuery(client));
  return (
    <Panel title={systemText.status}>
      {!data && error && <RefusalState error={error} onRetry={() => refetch()} />}
      {!data && !error && <Skeleton lines={6} />}
      {data && (
        <div className="grid items-start gap-x-8 gap-y-1.5 lg:grid-cols-2">
          <KeyValue items={toHealth(data)} />
          <KeyValue items={toFigures(data, mayManage)} />
        </div>
      )}
    </Panel>
  );
}

function toHealth({ state, store, version, authentication, startedAt }: SystemStatus): Fact[] {
  return [
    {
      label: systemText.state,
      value: <Dotted good={state === 'ready'} text={systemText.states[state]} />,
    },
    {
      label: systemText.store,
      value: (
        <>
          <Dotted good={store.state === 'ok'} text={`${toStoreName(store)}: ${systemText.storeStates[store.state]}`} />
          {store.message !== undefined && <p className="text-muted">{store.message}</p>}
        </>
      ),
    },
    {
      label: systemText.authentication,
      value: <Dotted good={authentication} text={authentication ? systemText.authOn : systemText.authOff} />,
    },
    { label: systemText.words, value: <Words /> },
    { label: systemText.version, value: version },
    { label: systemText.uptime, value: <Duration since={startedAt} /> },
  ];
}

function toStoreName({ kind, version }: SystemStatus['store']): string {
  return [systemText.storeKind[kind], version].filter((part) => part !== undefined).join(' ');
}

function toFigures(status: SystemStatus, mayManage: boolean): Fact[] {
  const { driving, followers, memoryBytes, dataDirectory, workers } = status;
  const facts: (Fact | false)[] = [
    workers !== undefined && {
      label: systemText.workers,
      value: mayManage ? (
        <TextLink to="/ui/workers">{systemText.atWork(workers)}</TextLink>
      ) : (
        systemText.atWork(workers)
      ),
    },
    { label: systemText.driving, value: driving.toLocaleString('en') },
    { label: systemText.followers, value: followers.toLocaleString('en') },
    { label: systemText.memory, value: sharedText.bytes(memoryBytes) },
    { label: systemText.dataDirectory, value: <code className="font-mono text-xs break-all">{dataDirectory}</code> },
  ];
  return facts.filter((fact) => typeof fact === 'object');
}

function Words() {
  const isRehearsing = useRehearsal();
  if (isRehearsing === undefined) return null;
  return <TextLink to="/ui/models">{isRehearsing ? systemText.wordsRehearsal : systemText.wordsModels}</TextLink>;
}

function Dotted({ good, text }: { good: boolean; text: string }) {
  return (
    <span className="inline-flex items-center gap-1.5">
      <StatusDot tone={good ? 'success' : 'attention'} />
      {text}
    </span>
  );
}
