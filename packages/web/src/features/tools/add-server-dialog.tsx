import { useState } from 'react';
import { TOOL_SERVERS } from '../../client/tool-queries.ts';
import { useAct } from '../../client/use-act.ts';
import { toolsText as text } from '../../strings/tools.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { SegmentedControl } from '../../ui/segmented-control.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useToast } from '../../ui/toast.tsx';
import { EMPTY_DRAFT, findMistakes, type Mistakes, type ServerDraft, toServer } from './server-draft.ts';

const KINDS = [
  { value: 'command', label: text.kind.command },
  { value: 'url', label: text.kind.url },
] as const;

/** Adds a server; what it would start is allowed afterwards, where it is shown as it will be started. */
export function AddServerDialog({ onClose }: { onClose: () => void }) {
  const [draft, setDraft] = useState<ServerDraft>(EMPTY_DRAFT);
  const [mistakes, setMistakes] = useState<Mistakes>({});
  const { act, busy, refused } = useAct(TOOL_SERVERS);
  const toast = useToast();
  const change = (changes: Partial<ServerDraft>) => setDraft({ ...draft, ...changes });
  const add = async () => {
    const found = findMistakes(draft);
    setMistakes(found);
    if (Object.keys(found).length > 0) return;
    const added = await act((client) => client.call('putToolServer', toServer(draft)));
    if (!added) return;
    toast({ tone: 'success', title: text.added(added.server) });
    onClose();
  };
  const { kind } = draft;
  return (
    <FormDialog
      onClose={onClose}
      title={text.addTitle}
      size="md"
      submitLabel={text.addSubmit}
      onSubmit={() => void add()}
      busy={busy}
      refused={refused}
    >
      <TextField
        label={text.nameLabel}
        hint={text.nameHint}
        maxLength={32}
        spellCheck={false}
        value={draft.name}
        onChange={(name) => change({ name })}
        error={mistakes.name}
      />
      <SegmentedControl
        label={text.kindLabel}
        showLabel
        options={KINDS}
        value={kind}
        onChange={(to) => change({ kind: to })}
      />
      {kind === 'command' ? (
        <TextArea
          label={text.commandLabel}
          hint={text.commandHint}
          mono
          spellCheck={false}
          value={draft.command}
          onChange={(command) => change({ command })}
          error={mistakes.command}
        />
      ) : (
        <TextField
          label={text.urlLabel}
          hint={text.urlHint}
          inputMode="url"
          spellCheck={false}
          maxLength={2_000}
          value={draft.url}
          onChange={(url) => change({ url })}
          error={mistakes.url}
        />
      )}
      <TextArea
        label={text.settingsLabel[kind]}
        hint={text.settingsHint}
        optional
        mono
        spellCheck={false}
        value={draft.settings}
        onChange={(settings) => change({ settings })}
        error={mistakes.settings}
      />
    </FormDialog>
  );
}
