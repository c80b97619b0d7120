import { CollectionName } from '@tutti/protocol';
import { useState } from 'react';
import { KNOWLEDGE } from '../../client/knowledge-queries.ts';
import { useAct } from '../../client/use-act.ts';
import { knowledgeText as text } from '../../strings/knowledge.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { TextField } from '../../ui/text-field.tsx';

export function NewCollectionDialog({ onClose, onMade }: { onClose: () => void; onMade: (name: string) => void }) {
  const [name, setName] = useState('');
  const [title, setTitle] = useState('');
  const [wrong, setWrong] = useState<string>();
  const { act, busy, refused } = useAct(KNOWLEDGE);
  const make = async () => {
    const parsed = CollectionName.safeParse(name.trim());
    setWrong(parsed.success ? undefined : text.nameWrong);
    if (!parsed.success) return;
    const wish = { collection: parsed.data, ...(title.trim() !== '' && { title: title.trim() }) };
    const made = await act((client) => client.call('putCollection', wish));
    if (!made) return;
    onMade(made.name);
    onClose();
  };
  return (
    <FormDialog
      onClose={onClose}
      title={text.newCollectionTitle}
      size="md"
      submitLabel={text.create}
      onSubmit={() => void make()}
      busy={busy}
      refused={refused}
    >
      <TextField
        label={text.nameLabel}
        hint={text.nameHint}
        maxLength={60}
        spellCheck={false}
        value={name}
        onChange={setName}
        error={wrong}
      />
      <TextField label={text.titleLabel} optional maxLength={200} value={title} onChange={setTitle} />
    </FormDialog>
  );
}
