import { useLocation, useNavigate, useSearch } from '@tanstack/react-router';
import { PatternOptions } from '@tutti/protocol';
import { useEffect, useState } from 'react';
import { toRefusal, type Refusal } from '../../client/to-refusal.ts';
import { useMayUse } from '../../domain/use-may-use.ts';
import { useSubmitTask } from '../../domain/use-submit-task.ts';
import { sharedText } from '../../strings/shared.ts';
import { tasksText } from '../../strings/tasks.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import { PageBody } from '../../ui/page-body.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import { GivenFiles } from './given-files.tsx';
import { Limits } from './limits.tsx';
import { findGivenMistake, readGiven, toFile } from './read-given.ts';
import { RepositoryField } from './repository-field.tsx';
import { Suggestions } from './suggestions.tsx';
import { findMistakes, type Mistakes, toNewTask } from './task-draft.ts';
import { Team } from './team.tsx';
import { useSubmitKeys } from './use-submit-keys.ts';
import { forgetDraft, useTaskDraft } from './use-task-draft.ts';

export function NewTaskPage() {
  const { agent, goal } = useSearch({ from: '/shell/ui/tasks/new' });
  const { like, given } = useLocation({ select: ({ state }) => state });
  const { draft, change } = useTaskDraft({ agent, goal, like });
  const navigate = useNavigate();
  const isAsked = agent !== undefined || goal !== undefined || like !== undefined;
  useEffect(() => {
    // It stands in the form now: a reload must not put it over what was typed since.
    if (isAsked) void navigate({ to: '/ui/tasks/new', search: {}, state: {}, replace: true });
  }, [isAsked, navigate]);
  const submit = useSubmitTask();
  const mayUse = useMayUse();
  const [mistakes, setMistakes] = useState<Mistakes>({});
  const [refusal, setRefusal] = useState<Refusal>();
  const [busy, setBusy] = useState(false);
  const [files, setFiles] = useState<readonly File[]>(() => (given ?? []).map(toFile));

  const start = async (): Promise<void> => {
    if (busy || !mayUse) return;
    const found = findMistakes(draft, Date.now());
    setMistakes(found);
    setRefusal(undefined);
    if (Object.keys(found).length > 0) return focusFirstMistake();
    if (findGivenMistake(files) !== undefined) return;
    setBusy(true);
    try {
      const read = files.length > 0 ? { files: await readGiven(files) } : {};
      await submit({ ...toNewTask(draft), ...read });
      forgetDraft();
    } catch (error) {
      const told = toRefusal(error);
      const field = toField(told);
      if (field) setMistakes({ [field]: told.detail });
      else setRefusal(told);
      if (field) focusFirstMistake();
    } finally {
      setBusy(false);
    }
  };
  useSubmitKeys(() => void start());

  return (
    <>
      <PageHeader title={tasksText.title} meta={tasksText.intro} />
      <PageBody narrow>
        <form
          noValidate
          className="flex max-w-2xl flex-col gap-6"
          onSubmit={(event) => {
            event.preventDefault();
            void start();
          }}
        >
          <TextArea
            label={tasksText.goal}
            hint={tasksText.goalHint}
            placeholder={tasksText.goalPlaceholder}
            rows={5}
            maxLength={20_000}
            autoFocus
            required
            value={draft.goal}
            onChange={(goal) => change({ goal })}
            error={mistakes.goal}
          />
          <Suggestions draft={draft} change={change} />
          <Team draft={draft} change={change} mistakes={mistakes} />
          <RepositoryField draft={draft} change={change} mistakes={mistakes} />
          <GivenFiles files={files} onChange={setFiles} />
          <Limits draft={draft} change={change} mistakes={mistakes} />
          <Checkbox
            label={tasksText.review}
            hint={tasksText.reviewHint}
            checked={draft.review}
            onChange={(review) => change({ review })}
          />
          <div className="-bottom-6 z-10 -mx-1 flex flex-col [@media(min-height:34rem)]:sticky gap-3 border-t border-line bg-canvas px-1 py-3">
            {/* Where the eyes are: at the button that was pressed. */}
            {refusal && <RefusalBanner refusal={refusal} />}
            {mayUse ? (
              <div className="flex items-center gap-3">
                <Button type="submit" variant="primary" busy={busy}>
                  {tasksText.submit}
                </Button>
                <span className="hidden items-center gap-1.5 text-xs text-muted sm:inline-flex">
                  <Kbd keys="Ctrl Enter" /> {tasksText.submitKeys}
                </span>
              </div>
            ) : (
              <p className="text-muted">{sharedText.lookOnly}</p>
            )}
          </div>
        </form>
      </PageBody>
    </>
  );
}

function RefusalBanner({ refusal: { code, detail, remedy } }: { refusal: Refusal }) {
  return (
    <Banner tone="danger">
      <strong>{tasksText.refused}</strong> {detail} {remedy} {code !== undefined && <code>{code}</code>}
    </Banner>
  );
}

const OPTION_FIELDS = PatternOptions.keyof().options.map((name) => `patternOptions.${name}` as const);

/** The server names the field by its path in the task, such as `agents.2`. */
function toField({ path, code }: Refusal): keyof Mistakes | undefined {
  if (code === 'repository_not_allowed' || code === 'repository_unusable') return 'workspace.repository';
  const fields = [
    'goal',
    'agents',
    'budget.tokens',
    'budget.usd',
    'deadline',
    'workspace.repository',
    'workspace.base',
    ...OPTION_FIELDS,
  ] as const;
  return fields.find((field) => path === field || path?.startsWith(`${field}.`) || path?.startsWith(`${field}[`));
}

/** After the mistake is drawn. */
function focusFirstMistake(): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>('form [aria-invalid="true"]')?.focus());
}
