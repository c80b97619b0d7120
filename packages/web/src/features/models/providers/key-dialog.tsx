import { useQueryClient } from '@tanstack/react-query';
import { ProviderKeyName, type ProviderKeyView, type ProviderView } from '@tutti/protocol/api';
import { useState } from 'react';
import { MODELS, PROVIDERS } from '../../../client/model-queries.ts';
import { useServices } from '../../../client/services-context.tsx';
import { toRefusal } from '../../../client/to-refusal.ts';
import { modelsText as text } from '../../../strings/models.ts';
import { Banner } from '../../../ui/banner.tsx';
import { Checkbox } from '../../../ui/checkbox.tsx';
import { FormDialog } from '../../../ui/form-dialog.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { useToast } from '../../../ui/toast.tsx';
import { checkAddress } from './check-address.ts';

interface Props {
  readonly provider: ProviderView;
  /** Undefined: a new one. */
  readonly replaced: ProviderKeyView | undefined;
  readonly onClose: () => void;
}

type Mistakes = Readonly<Partial<Record<'name' | 'secret' | 'baseUrl', string>>>;
interface Draft {
  readonly name: string;
  readonly secret: string;
  readonly baseUrl: string;
  readonly isPaid: boolean;
}

/** A key goes in here and never comes out again. */
export function KeyDialog({ provider, replaced, onClose }: Props) {
  const [draft, setDraft] = useState<Draft>(() => toDraft(provider, replaced));
  const { mistakes, refused, busy, store } = useStore({ provider, replaced, onClose });
  const { name, baseUrl: usual = '' } = provider;
  const change = (changes: Partial<Draft>) => setDraft({ ...draft, ...changes });
  return (
    <FormDialog
      onClose={onClose}
      title={replaced ? text.replaceKeyOf(replaced.name, name) : text.addKeyTo(name)}
      size="sm"
      submitLabel={text.store}
      onSubmit={() => void store(draft)}
      busy={busy}
      refused={refused}
    >
      <TextField
        label={text.secret}
        hint={text.secretHint}
        type="password"
        autoComplete="new-password"
        spellCheck={false}
        maxLength={1_000}
        value={draft.secret}
        onChange={(secret) => change({ secret })}
        error={mistakes.secret}
      />
      {!replaced && (
        <TextField
          label={text.keyNameLabel}
          hint={text.keyNameHint}
          maxLength={60}
          value={draft.name}
          onChange={(typed) => change({ name: typed })}
          error={mistakes.name}
        />
      )}
      <TextField
        label={text.baseUrl}
        hint={toAddressHint(provider, replaced)}
        optional={usual !== ''}
        inputMode="url"
        spellCheck={false}
        maxLength={500}
        value={draft.baseUrl}
        onChange={(baseUrl) => change({ baseUrl })}
        error={mistakes.baseUrl}
      />
      <Checkbox
        label={text.paidPlan}
        hint={text.paidPlanMeans}
        checked={draft.isPaid}
        onChange={(isPaid) => change({ isPaid })}
      />
      <HostWarning address={draft.baseUrl} usual={usual} />
    </FormDialog>
  );
}

function toDraft(provider: ProviderView, replaced: ProviderKeyView | undefined): Draft {
  const isPaid = replaced?.billing === 'paid';
  return { name: replaced?.name ?? freeName(provider), secret: '', baseUrl: '', isPaid };
}

function toAddressHint({ baseUrl = '' }: ProviderView, replaced: ProviderKeyView | undefined): string {
  if (baseUrl === '') return text.baseUrlNeeded;
  const usual = checkAddress(baseUrl);
  // What was typed once is not known here any more, only its host.
  const host = replaced?.host;
  const isElsewhere = host !== undefined && usual.status === 'good' && usual.host !== host;
  return isElsewhere ? text.baseUrlBefore(host, baseUrl) : text.baseUrlHint(baseUrl);
}

function HostWarning({ address, usual }: { address: string; usual: string }) {
  const check = checkAddress(address.trim() === '' ? usual : address);
  if (check.status !== 'good') return null;
  return (
    <Banner tone={address.trim() === '' ? 'neutral' : 'attention'}>
      {text.hostWarning(check.host)} {check.isPlain && text.plainHttp}
    </Banner>
  );
}

function useStore({ provider, replaced, onClose }: Props) {
  const { client } = useServices();
  const queries = useQueryClient();
  const toast = useToast();
  const [mistakes, setMistakes] = useState<Mistakes>({});
  const [refused, setRefused] = useState<string>();
  const [busy, setBusy] = useState(false);
  const store = async (draft: Draft): Promise<void> => {
    if (busy) return;
    const found = findMistakes(draft, provider, replaced);
    setMistakes(found);
    setRefused(undefined);
    if (Object.keys(found).length > 0) return;
    const { name, secret } = draft;
    const baseUrl = draft.baseUrl.trim();
    setBusy(true);
    try {
      const place = { provider: provider.provider, name };
      const billing = draft.isPaid ? 'paid' : 'free';
      const key = { secret: secret.trim(), billing, ...(baseUrl !== '' && { baseUrl }) } as const;
      await client.call('putProviderKey', { ...place, ...key });
      toast({ tone: 'success', title: text.stored(name, provider.name), body: text.storedBody });
      for (const queryKey of [PROVIDERS, MODELS]) void queries.invalidateQueries({ queryKey });
      onClose();
    } catch (error) {
      const { path, detail, remedy = '' } = toRefusal(error);
      if (path === 'name' || path === 'secret' || path === 'baseUrl') setMistakes({ [path]: detail });
      else setRefused(`${detail} ${remedy}`);
    } finally {
      setBusy(false);
    }
  };
  return { mistakes, refused, busy, store };
}

function findMistakes(draft: Draft, provider: ProviderView, replaced: ProviderKeyView | undefined): Mistakes {
  const isNamed = ProviderKeyName.safeParse(draft.name).success;
  const isTaken = !replaced && provider.keys.some(({ name }) => name === draft.name);
  const address = checkAddress(draft.baseUrl);
  const isMissing = address.status === 'empty' && (provider.baseUrl ?? '') === '';
  return {
    ...(!isNamed && { name: text.keyNameWrong }),
    ...(isNamed && isTaken && { name: text.keyNameTaken }),
    ...(draft.secret.trim() === '' && { secret: text.secretMissing }),
    ...((address.status === 'wrong' || isMissing) && { baseUrl: text.baseUrlWrong }),
  };
}

/** `main`, else the first that is free. */
function freeName({ keys }: ProviderView): string {
  const taken = new Set(keys.map(({ name }) => name));
  if (!taken.has('main')) return 'main';
  for (let number = 2; ; number++) if (!taken.has(`main-${number}`)) return `main-${number}`;
}
