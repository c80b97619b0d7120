import type { Agent } from '@tutti/protocol';
import { Play } from 'lucide-react';
import { agentsText } from '../../strings/agents.ts';
import { ButtonLink } from '../../ui/button-link.tsx';
import { Panel } from '../../ui/panel.tsx';

/** Each opens the form of a task with the request and the agent in it; nothing is sent. */
export function AgentExamples({ agent: { id, examples } }: { agent: Pick<Agent, 'id' | 'examples'> }) {
  return (
    <Panel title={agentsText.examples} flush>
      <ul aria-label={agentsText.examples} className="divide-y divide-line">
        {examples.map((example) => (
          <li key={example} className="flex items-center gap-3 px-4 py-2">
            <span dir="auto" className="min-w-0 flex-1 [overflow-wrap:anywhere]">
              {example}
            </span>
            <ButtonLink
              to="/ui/tasks/new"
              search={{ agent: id, goal: example }}
              size="sm"
              icon={Play}
              aria-label={agentsText.tryThis(example)}
            >
              {agentsText.tryIt}
            </ButtonLink>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
