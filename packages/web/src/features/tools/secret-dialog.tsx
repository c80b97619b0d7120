import type { ToolServerView } from '@tutti/protocol/api';
import { useState } from 'react';
import { TOOL_SERVERS } from '../../client/tool-queries.ts';
import { useAct } from '../../client/use-act.ts';
import { toolsText as text } from '../../strings/tools.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useToast } from '../../ui/toast.tsx';

interface Props {
  readonly server: ToolServerView['server'];
  readonly name: string;
  readonly onClose: () => void;
}

/** A secret goes in here and never comes out again. */
export function SecretDialog({ server, name, onClose }: Props) {
  const [secret, setSecret] = useState('');
  const [isMissing, setIsMissing] = useState(false);
  const { act, busy, refused } = useAct(TOOL_SERVERS);
  const toast = useToast();
  const store = async () => {
    setIsMissing(secret.trim() === '');
    if (secret.trim() === '') return;
    const stored = await act((client) => client.call('putToolSecret', { server, name, secret: secret.trim() }));
    if (!stored) return;
    toast({ tone: 'success', title: text.stored });
    onClose();
  };
  return (
    <FormDialog
      onClose={onClose}
      title={text.secretTitle(server, name)}
      size="sm"
      submitLabel={text.secret}
      onSubmit={() => void store()}
      busy={busy}
      refused={refused}
    >
      <TextField
        label={text.secretLabel}
        hint={text.secretHint}
        type="password"
        autoComplete="new-password"
        spellCheck={false}
        maxLength={4_000}
        value={secret}
        onChange={setSecret}
        error={isMissing ? text.secretMissing : undefined}
      />
    </FormDialog>
  );
}
