import type { AgentView } from '@tutti/protocol/api';
import { useMemo } from 'react';
import { agentsText } from '../../strings/agents.ts';
import { joinClasses } from '../../ui/join-classes.ts';
import { SearchField } from '../../ui/search-field.tsx';
import { Select } from '../../ui/select.tsx';
import { Toolbar } from '../../ui/toolbar.tsx';
import type { AgentFilter } from './use-agent-filter.ts';

interface Props {
  readonly filter: AgentFilter;
  readonly onChange: (changes: Partial<AgentFilter>) => void;
  readonly agents: readonly AgentView[];
}

export function AgentFilters({ filter, onChange, agents }: Props) {
  const choices = useMemo(() => listChoices(agents), [agents]);
  return (
    <Toolbar label={agentsText.filters}>
      <div className="min-w-0 flex-1 basis-48 max-sm:basis-full sm:max-w-72">
        <SearchField
          label={agentsText.search}
          placeholder={agentsText.searchPlaceholder}
          maxLength={200}
          value={filter.text}
          onChange={(text) => onChange({ text })}
        />
      </div>
      {(['suite', 'category', 'capability'] as const).map((by) => (
        <div
          key={by}
          className={joinClasses('w-44 max-sm:min-w-36 max-sm:flex-1', by === 'capability' && 'max-sm:basis-full')}
        >
          <Select
            label={agentsText.by[by]}
            hideLabel
            options={[
              { value: '', label: agentsText.all[by] },
              ...choices[by].map((value) => ({ value, label: value })),
            ]}
            value={filter[by]}
            onChange={(value) => onChange({ [by]: value })}
          />
        </div>
      ))}
    </Toolbar>
  );
}

function listChoices(agents: readonly AgentView[]) {
  const sorted = (values: readonly string[]) => [...new Set(values)].toSorted((a, b) => a.localeCompare(b));
  return {
    suite: sorted(agents.flatMap(({ suites }) => suites)),
    category: sorted(agents.flatMap(({ category = [] }) => category)),
    capability: sorted(agents.flatMap(({ capabilities }) => capabilities)),
  };
}
