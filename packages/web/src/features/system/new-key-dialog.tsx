import { useQueryClient } from '@tanstack/react-query';
import { Right } from '@tutti/protocol';
import { useState } from 'react';
import { KEYS } from '../../client/queries.ts';
import { useServices } from '../../client/services-context.tsx';
import { toRefusal } from '../../client/to-refusal.ts';
import { systemText } from '../../strings/system.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { CodeBlock } from '../../ui/code-block.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Select } from '../../ui/select.tsx';
import { TextField } from '../../ui/text-field.tsx';

const DAY_MS = 86_400_000;
const EXPIRY_MS = { never: undefined, week: 7 * DAY_MS, month: 30 * DAY_MS, year: 365 * DAY_MS } as const;
type Expiry = keyof typeof EXPIRY_MS;
const EXPIRIES: readonly Expiry[] = ['never', 'week', 'month', 'year'];

/** First what it is for, then the secret, once. */
export function NewKeyDialog({ onClose }: { onClose: () => void }) {
  const [secret, setSecret] = useState<string>();
  if (secret === undefined) return <Ask onClose={onClose} onMade={setSecret} />;
  return (
    <Dialog
      open
      onClose={onClose}
      title={systemText.created}
      footer={
        <Button variant="primary" onClick={onClose}>
          {systemText.done}
        </Button>
      }
    >
      <div className="flex flex-col gap-3">
        <Banner tone="attention">{systemText.createdBody}</Banner>
        <CodeBlock text={secret} wrap label={systemText.secretLabel} />
      </div>
    </Dialog>
  );
}

function Ask({ onClose, onMade }: { onClose: () => void; onMade: (secret: string) => void }) {
  const { client } = useServices();
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [rights, setRights] = useState<readonly Right[]>(['view']);
  const [expiry, setExpiry] = useState<Expiry>('month');
  const [mistake, setMistake] = useState<string>();
  const [refused, setRefused] = useState<string>();
  const [busy, setBusy] = useState(false);
  const make = async (): Promise<void> => {
    if (busy) return;
    setMistake(name.trim() === '' ? systemText.keyNameMissing : undefined);
    setRefused(rights.length === 0 ? systemText.rightsMissing : undefined);
    if (name.trim() === '' || rights.length === 0) return;
    const inMs = EXPIRY_MS[expiry];
    setBusy(true);
    try {
      const expiresAt = inMs === undefined ? undefined : new Date(Date.now() + inMs).toISOString();
      const { secret } = await client.call('createKey', {
        name: name.trim(),
        rights: [...rights],
        ...(expiresAt !== undefined && { expiresAt }),
      });
      onMade(secret);
      await queries.invalidateQueries({ queryKey: KEYS });
    } catch (error) {
      const { path, detail } = toRefusal(error);
      if (path === 'name') setMistake(detail);
      else setRefused(detail);
    } finally {
      setBusy(false);
    }
  };
  return (
    <FormDialog
      onClose={onClose}
      title={systemText.newKey}
      size="sm"
      submitLabel={systemText.create}
      onSubmit={() => void make()}
      busy={busy}
      refused={refused}
    >
      <TextField
        label={systemText.keyName}
        hint={systemText.keyNameHint}
        maxLength={100}
        value={name}
        onChange={setName}
        error={mistake}
      />
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-1 text-sm font-medium">{systemText.rights}</legend>
        {Right.options.map((right) => (
          <Checkbox
            key={right}
            label={systemText.right[right]}
            hint={systemText.rightMeans[right]}
            checked={rights.includes(right)}
            onChange={(on) => setRights(on ? [...rights, right] : rights.filter((one) => one !== right))}
          />
        ))}
      </fieldset>
      <Select
        label={systemText.expires}
        options={EXPIRIES.map((value) => ({ value, label: systemText.expiry[value] }))}
        value={expiry}
        onChange={setExpiry}
      />
    </FormDialog>
  );
}
