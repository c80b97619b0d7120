import type { ProviderKeyView, ProviderTestView, ProviderView } from '@tutti/protocol/api';
import { FlaskConical, Plus } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useServices } from '../../../client/services-context.tsx';
import { describeRefusal, toRefusal } from '../../../client/to-refusal.ts';
import { useMayManage } from '../../../domain/use-may-manage.ts';
import { modelsText as text } from '../../../strings/models.ts';
import { Banner } from '../../../ui/banner.tsx';
import { Button } from '../../../ui/button.tsx';
import { StatusDot } from '../../../ui/status-dot.tsx';
import { TextLink } from '../../../ui/text-link.tsx';
import type { Tone } from '../../../ui/tone.ts';
import { KeyDialog } from './key-dialog.tsx';
import { KeyLine } from './key-line.tsx';
import { TestResults } from './test-results.tsx';

const TONE: Record<ProviderView['state'], Tone> = { ready: 'success', no_key: 'neutral', not_found: 'neutral' };

interface Props {
  readonly view: ProviderView;
  /** Somebody came here for this one. */
  readonly isAsked: boolean;
}

export function ProviderCard({ view, isAsked }: Props) {
  const { provider, name, state, detail, baseUrl, keys, variables, models } = view;
  const mayManage = useMayManage() === true;
  const { results, refused, test } = useTest(view);
  const [edited, setEdited] = useState<ProviderKeyView | 'new'>();
  const frame = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isAsked) frame.current?.scrollIntoView({ block: 'center' });
  }, [isAsked]);
  return (
    <li
      ref={frame}
      data-provider={provider}
      data-state={state}
      className={`flex min-w-0 flex-col gap-2 px-4 py-3 ${isAsked ? 'bg-selected' : ''}`}
    >
      <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1.5">
        <h3 className="min-w-0 font-medium [overflow-wrap:anywhere]">{name}</h3>
        <span className="inline-flex items-center gap-1.5">
          <StatusDot tone={TONE[state]} />
          {text.providerState[state]}
        </span>
        <span className="text-xs text-muted">
          {models > 0 ? (
            <TextLink to="/ui/models" search={{ provider }}>
              {text.modelsOf(models)}
            </TextLink>
          ) : (
            text.modelsOf(models)
          )}
        </span>
        {mayManage && (
          <span className="ml-auto flex flex-wrap gap-1.5">
            {(state === 'ready' || keys.length > 0 || view.local) && (
              <Button size="sm" icon={FlaskConical} title={text.testMeans} onClick={() => test()}>
                {text.test}
                <span className="sr-only">{name}</span>
              </Button>
            )}
            <Button size="sm" icon={Plus} onClick={() => setEdited('new')} aria-label={text.addKeyTo(name)}>
              {text.addKey}
            </Button>
          </span>
        )}
      </div>
      <p className="text-xs text-muted [overflow-wrap:anywhere]">
        {baseUrl !== undefined && (
          <>
            <code className="font-mono">{baseUrl}</code> ·{' '}
          </>
        )}
        {[detail, variables.length > 0 && text.variables(variables.join(', '))].filter(Boolean).join(' · ')}
      </p>
      {keys.length > 0 && (
        <ul aria-label={text.keys} className="flex flex-col divide-y divide-line rounded-md border border-line">
          {keys.map((key) => (
            <KeyLine
              key={`${key.from} ${key.name}`}
              provider={view}
              view={key}
              onReplace={mayManage && key.from === 'stored' ? () => setEdited(key) : undefined}
              onTest={mayManage ? () => test(key.name) : undefined}
            />
          ))}
        </ul>
      )}
      {refused !== undefined && <Banner tone="danger">{refused}</Banner>}
      {results && <TestResults results={results} />}
      {edited !== undefined && (
        <KeyDialog
          provider={view}
          replaced={edited === 'new' ? undefined : edited}
          onClose={() => setEdited(undefined)}
        />
      )}
    </li>
  );
}

function useTest({ provider }: ProviderView) {
  const { client } = useServices();
  const [results, setResults] = useState<readonly ProviderTestView[]>();
  const [refused, setRefused] = useState<string>();
  const test = async (key?: string): Promise<void> => {
    setResults(undefined);
    setRefused(undefined);
    try {
      const { items } = await client.call('testProvider', { provider, ...(key !== undefined && { key }) });
      setResults(items);
    } catch (error) {
      setRefused(describeRefusal(toRefusal(error)));
    }
  };
  return { results, refused, test };
}
