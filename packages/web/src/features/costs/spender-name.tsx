import { useQuery } from '@tanstack/react-query';
import { RunId, TaskId } from '@tutti/protocol';
import type { CostsBy } from '@tutti/protocol/api';
import { taskQuery } from '../../client/money-queries.ts';
import { meQuery, runDetailQuery } from '../../client/queries.ts';
import { useServices } from '../../client/services-context.tsx';
import { costsText as text } from '../../strings/costs.ts';
import { TextLink } from '../../ui/text-link.tsx';

const SHORT = 8;

/** Who or what a sum is of, with the way there. */
export function SpenderName({ by, of }: { by: CostsBy; of: string | null }) {
  if (of === null) return <span className="text-muted">{text.noneOf[by]}</span>;
  switch (by) {
    case 'agent':
      return (
        <TextLink plain to="/ui/agents/$agent" params={{ agent: of }}>
          {of}
        </TextLink>
      );
    case 'model':
      return (
        <TextLink plain to="/ui/models" search={{ text: of }}>
          <code className="font-mono text-xs">{of}</code>
        </TextLink>
      );
    case 'provider':
      return (
        <TextLink plain to="/ui/models" search={{ provider: of }}>
          {of}
        </TextLink>
      );
    case 'task':
      return <TaskName of={of} />;
    case 'run':
      return <RunName of={of} />;
    case 'user':
      return <UserName of={of} />;
    case 'day':
      return of;
    default:
      return by satisfies never;
  }
}

function TaskName({ of }: { of: string }) {
  const { client } = useServices();
  const task = TaskId.safeParse(of).data;
  const { data } = useQuery({ ...taskQuery(client, task ?? ('' as never)), enabled: task !== undefined });
  if (!data) return <ShortId id={of} />;
  return (
    <span title={data.goal}>
      <TextLink plain to="/ui/runs/$run" params={{ run: data.run.run }}>
        {data.goal}
      </TextLink>
    </span>
  );
}

function RunName({ of }: { of: string }) {
  const { client } = useServices();
  const run = RunId.safeParse(of).data;
  const { data } = useQuery({ ...runDetailQuery(client, run ?? ('' as never)), enabled: run !== undefined });
  return (
    <span title={data?.title ?? of}>
      <TextLink plain to="/ui/runs/$run" params={{ run: of }}>
        {data?.title ?? <ShortId id={of} />}
      </TextLink>
    </span>
  );
}

function UserName({ of }: { of: string }) {
  const { client } = useServices();
  const { data } = useQuery(meQuery(client));
  return data?.user === of ? <span title={of}>{text.you}</span> : <ShortId id={of} />;
}

/** The end of an id: its beginning is the time, which many share. */
function ShortId({ id }: { id: string }) {
  return (
    <code className="font-mono text-xs" title={id}>
      {id.slice(0, id.indexOf('_') + 1)}…{id.slice(-SHORT)}
    </code>
  );
}
