import { useQueryClient } from '@tanstack/react-query';
import { useBlocker } from '@tanstack/react-router';
import { type AgentDetails } from '@tutti/protocol/api';
import { useRef, useState } from 'react';
import { agentCheckQuery, AGENTS } from '../../../client/agent-queries.ts';
import { useServices } from '../../../client/services-context.tsx';
import { type Refusal, toRefusal } from '../../../client/to-refusal.ts';
import { agentEditorText as text } from '../../../strings/agent-editor.ts';
import { Banner } from '../../../ui/banner.tsx';
import { Button } from '../../../ui/button.tsx';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { SegmentedControl } from '../../../ui/segmented-control.tsx';
import { TextArea } from '../../../ui/text-area.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { RefusedBanner } from '../refused-banner.tsx';
import { type AgentDraft, findLine, toWish } from './agent-draft.ts';
import { AgentFormFields } from './agent-form-fields.tsx';
import { ConflictPanel } from './conflict-panel.tsx';
import { Remarks } from './remarks.tsx';
import { useAgentCheck } from './use-agent-check.ts';
import { useAgentDraft } from './use-agent-draft.ts';

interface Props {
  /** Absent: a new agent. */
  readonly id: string | undefined;
  readonly begun: AgentDraft;
  readonly onSaved: (agent: AgentDetails) => void;
  readonly onLeave: () => void;
}

export function AgentEditor({ id, begun, onSaved, onLeave }: Props) {
  const { draft, written, change, begin, end } = useAgentDraft(id ?? '', begun);
  const { mode, form, note } = draft;
  const wish = toWish(draft);
  const { checked, isOld } = useAgentCheck(wish, id);
  const { save, busy, refused, conflict } = useSave({ id, draft });
  const switching = useSwitch({ id, draft, change });
  const area = useRef<HTMLTextAreaElement>(null);
  const isSaved = useRef(false);
  const guard = useBlocker({
    shouldBlockFn: () => written && !isSaved.current,
    enableBeforeUnload: () => written && !isSaved.current,
    withResolver: true,
  });
  const submit = async (basedOn = draft.basedOn) => {
    const agent = await save(basedOn);
    if (!agent) return;
    isSaved.current = true;
    end();
    onSaved(agent);
  };
  const goToLine = (line: number) => {
    const { start, end } = findLine(draft.text, line);
    area.current?.focus();
    area.current?.setSelectionRange(start, end);
  };
  return (
    <form
      noValidate
      autoComplete="off"
      className="grid min-w-0 items-start gap-4 lg:grid-cols-[minmax(0,1fr)_22rem]"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <div className="flex min-w-0 flex-col gap-4">
        <SegmentedControl
          label={text.how}
          options={[
            { value: 'form', label: text.asForm },
            { value: 'text', label: text.asText },
          ]}
          value={mode}
          onChange={(next) => void switching.to(next)}
        />
        {switching.isStuck && <Banner tone="attention">{text.noForm}</Banner>}
        {mode === 'form' && form ? (
          <AgentFormFields
            form={form}
            isNew={id === undefined}
            onChange={(changes) => change({ form: { ...form, ...changes } })}
          />
        ) : (
          <TextArea
            ref={area}
            label={text.text}
            hint={text.textHint}
            mono
            rows={24}
            spellCheck={false}
            maxLength={60_000}
            value={draft.text}
            onChange={(next) => change({ text: next })}
          />
        )}
        <TextField
          label={text.note}
          hint={text.noteHint}
          optional
          maxLength={500}
          value={note}
          onChange={(next) => change({ note: next })}
        />
        {conflict && id !== undefined && draft.basedOn !== undefined && (
          <ConflictPanel
            agent={id}
            seen={draft.basedOn}
            onSaveOver={(version) => submit(version)}
            onTakeTheirs={(theirs) => begin(theirs)}
          />
        )}
        {refused && !conflict && <RefusedBanner refused={refused} />}
        <div className="flex flex-wrap gap-2">
          <Button type="submit" variant="primary" busy={busy}>
            {id === undefined ? text.create : text.save}
          </Button>
          <Button onClick={onLeave}>{text.cancel}</Button>
        </div>
      </div>
      <Remarks checked={checked} isOld={isOld} onLine={mode === 'text' ? goToLine : undefined} />
      <ConfirmDialog
        open={guard.status === 'blocked'}
        onClose={() => guard.reset?.()}
        title={text.leaveTitle}
        body={text.leaveBody}
        confirmLabel={text.leave}
        tone="danger"
        onConfirm={() => {
          end();
          guard.proceed?.();
        }}
      />
    </form>
  );
}

/** The other one is made of what was written: a form by reading the text, a text by writing the form out. */
function useSwitch({ id, draft, change }: SwitchProps) {
  const { client } = useServices();
  const queries = useQueryClient();
  const [isStuck, setStuck] = useState(false);
  const to = async (mode: AgentDraft['mode']) => {
    if (mode === draft.mode) return;
    const checked = await queries.fetchQuery(agentCheckQuery(client, toWish(draft), id)).catch(() => undefined);
    const canShow = checked && (mode === 'text' || checked.form !== undefined);
    setStuck(!canShow);
    if (!canShow) return;
    change({ mode, text: checked.text, ...(checked.form && { form: checked.form }) });
  };
  return { to, isStuck };
}

interface SwitchProps {
  readonly id: string | undefined;
  readonly draft: AgentDraft;
  readonly change: (changes: Partial<AgentDraft>) => void;
}

function useSave({ id, draft }: Pick<SwitchProps, 'id' | 'draft'>) {
  const { client } = useServices();
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<Refusal>();
  const save = async (basedOn: number | undefined): Promise<AgentDetails | undefined> => {
    if (busy) return undefined;
    setBusy(true);
    setRefused(undefined);
    const { note } = draft;
    const body = { ...toWish(draft), ...(note.trim() !== '' && { note }) };
    try {
      const agent =
        id === undefined || basedOn === undefined
          ? await client.call('createAgent', body)
          : await client.call('changeAgent', { agent: id, ...body, basedOn });
      await queries.invalidateQueries({ queryKey: AGENTS });
      return agent;
    } catch (error) {
      setRefused(toRefusal(error));
      return undefined;
    } finally {
      setBusy(false);
    }
  };
  return { save, busy, refused, conflict: refused?.code === 'agent_changed' };
}
