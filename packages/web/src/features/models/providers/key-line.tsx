import { useQueryClient } from '@tanstack/react-query';
import type { ProviderKeyView, ProviderView } from '@tutti/protocol/api';
import { useState } from 'react';
import { MODELS, PROVIDERS } from '../../../client/model-queries.ts';
import { useServices } from '../../../client/services-context.tsx';
import { modelsText as text } from '../../../strings/models.ts';
import { Badge } from '../../../ui/badge.tsx';
import { Button } from '../../../ui/button.tsx';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { Time } from '../../../ui/time.tsx';
import { useToast } from '../../../ui/toast.tsx';

interface Props {
  readonly provider: ProviderView;
  readonly view: ProviderKeyView;
  /** Undefined where it cannot be changed here. */
  readonly onReplace: (() => void) | undefined;
  readonly onTest: (() => Promise<void>) | undefined;
}

/** A key by its name and fingerprint; what it is nobody can see. */
export function KeyLine({ provider, view, onReplace, onTest }: Props) {
  const { name, fingerprint, from, host, billing, storedAt, readable } = view;
  const [isRemoving, setIsRemoving] = useState(false);
  return (
    <li data-key={name} className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2">
      <div className="min-w-0 flex-1 basis-56">
        <p className="flex flex-wrap items-center gap-2">
          <span className="min-w-0 font-medium [overflow-wrap:anywhere]">{name}</span>
          <Badge>{text.source[from]}</Badge>
          {billing === 'paid' && (
            <span title={text.paidPlanMeans} className="inline-flex">
              <Badge tone="info">{text.paidPlanShort}</Badge>
            </span>
          )}
          {!readable && (
            <span title={text.unreadableMeans} className="inline-flex">
              <Badge tone="danger">{text.unreadable}</Badge>
            </span>
          )}
        </p>
        <p className="text-xs text-muted [overflow-wrap:anywhere]">
          {fingerprint !== undefined && (
            <>
              {text.fingerprint} <code className="font-mono">{fingerprint}</code>
            </>
          )}
          {host !== undefined && ` · ${text.sentTo(host)}`}
          {storedAt !== undefined && (
            <>
              {' '}
              · {text.storedAt} <Time at={storedAt} relative />
            </>
          )}
          {from !== 'stored' && ` · ${text.fixedKey(text.source[from])}`}
          {!readable && <span className="block text-danger">{text.unreadableMeans}</span>}
        </p>
      </div>
      {onTest && (
        <Button size="sm" variant="ghost" onClick={onTest} aria-label={`${text.test}: ${name}`}>
          {text.test}
        </Button>
      )}
      {onReplace && (
        <>
          <Button size="sm" variant="ghost" onClick={onReplace} aria-label={`${text.replace}: ${name}`}>
            {text.replace}
          </Button>
          <Button size="sm" variant="ghost" onClick={() => setIsRemoving(true)} aria-label={`${text.remove}: ${name}`}>
            {text.remove}
          </Button>
        </>
      )}
      <RemoveDialog provider={provider} name={name} open={isRemoving} onClose={() => setIsRemoving(false)} />
    </li>
  );
}

interface RemoveProps extends Pick<Props, 'provider'> {
  readonly name: string;
  readonly open: boolean;
  readonly onClose: () => void;
}

function RemoveDialog({ provider, name, open, onClose }: RemoveProps) {
  const { client } = useServices();
  const queries = useQueryClient();
  const toast = useToast();
  return (
    <ConfirmDialog
      open={open}
      onClose={onClose}
      title={text.removeTitle(name, provider.name)}
      body={text.removeBody}
      confirmLabel={text.remove}
      tone="danger"
      onConfirm={async () => {
        await client.call('removeProviderKey', { provider: provider.provider, name });
        toast({ tone: 'success', title: text.removed(name) });
        for (const queryKey of [PROVIDERS, MODELS]) void queries.invalidateQueries({ queryKey });
      }}
    />
  );
}
