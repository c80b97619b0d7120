import { useQuery } from '@tanstack/react-query';
import { repositoriesQuery } from '../../client/queries.ts';
import { useServices } from '../../client/services-context.tsx';
import { useMayUse } from '../../domain/use-may-use.ts';
import { tasksText } from '../../strings/tasks.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/text-field.tsx';
import type { Mistakes, TaskDraft } from './task-draft.ts';

interface Props {
  readonly draft: TaskDraft;
  readonly change: (changes: Partial<TaskDraft>) => void;
  readonly mistakes: Mistakes;
}

const MOST_OFFERED = 8;

/** Where agents work on files. A repository is asked for only where one may be named. */
export function RepositoryField({ draft, change, mistakes }: Props) {
  const { client } = useServices();
  const mayUse = useMayUse();
  const { data } = useQuery({ ...repositoriesQuery(client), enabled: mayUse === true });
  const paths = data?.paths ?? [];
  const isAllowed = data?.allowed === true;
  // What an earlier task had stays visible, and can be taken out.
  const isShown = isAllowed || draft.repository !== '' || draft.base !== '';
  return (
    <fieldset className="flex min-w-0 flex-col gap-3">
      <legend className="float-left w-full text-sm font-medium">
        {tasksText.files}
        <span className="mt-0.5 block text-xs font-normal text-muted">
          {draft.repository.trim() === '' ? tasksText.filesMean.folder : tasksText.filesMean.repository}
        </span>
      </legend>
      {isShown && (
        <div className="grid gap-4 sm:grid-cols-[2fr_1fr]">
          <TextField
            label={tasksText.repository}
            hint={isAllowed ? tasksText.repositoryHint : tasksText.notAllowed}
            optional
            autoComplete="off"
            spellCheck={false}
            value={draft.repository}
            onChange={(repository) => change({ repository })}
            error={mistakes['workspace.repository']}
          />
          <TextField
            label={tasksText.base}
            hint={tasksText.baseHint}
            optional
            autoComplete="off"
            spellCheck={false}
            value={draft.base}
            onChange={(base) => change({ base })}
            error={mistakes['workspace.base']}
          />
        </div>
      )}
      {isShown && (
        <div role="group" aria-label={tasksText.repositories} className="flex min-w-0 flex-wrap gap-1.5">
          {paths.slice(0, MOST_OFFERED).map((path) => (
            <Button key={path} size="sm" onClick={() => change({ repository: path })}>
              <span className="max-w-64 truncate">{path}</span>
            </Button>
          ))}
          {draft.repository !== '' && (
            <Button size="sm" variant="ghost" onClick={() => change({ repository: '', base: '' })}>
              {tasksText.noRepository}
            </Button>
          )}
        </div>
      )}
    </fieldset>
  );
}
