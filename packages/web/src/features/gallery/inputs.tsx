import { LayoutGrid, List, ListTree, Search } from 'lucide-react';
import { useState } from 'react';
import { galleryText as text } from '../../strings/gallery.ts';
import { Checkbox } from '../../ui/checkbox.tsx';
import { MultiPicker } from '../../ui/multi-picker.tsx';
import { NumberField } from '../../ui/number-field.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SegmentedControl } from '../../ui/segmented-control.tsx';
import { Select } from '../../ui/select.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import { TextField } from '../../ui/text-field.tsx';

const words = text.field;
const priorities = (['low', 'normal', 'high'] as const).map((value) => ({ value, label: text.priorities[value] }));
const views = [
  { value: 'list', label: text.choice.list, icon: List },
  { value: 'tree', label: text.choice.tree, icon: ListTree },
  { value: 'grid', label: text.choice.grid, icon: LayoutGrid },
] as const;

export function Inputs() {
  const [goal, setGoal] = useState('');
  const [search, setSearch] = useState('');
  const [budget, setBudget] = useState<number | undefined>(-1);
  const [priority, setPriority] = useState<(typeof priorities)[number]['value']>('normal');
  const [agents, setAgents] = useState<string[]>(['project', 'coding']);
  return (
    <Panel title={text.sections.fields}>
      <div className="grid gap-4 sm:grid-cols-2">
        <div className="sm:col-span-2">
          <TextArea
            label={words.goal}
            hint={words.goalHint}
            placeholder={words.goalPlaceholder}
            value={goal}
            onChange={setGoal}
          />
        </div>
        <TextField label={words.search} type="search" icon={Search} value={search} onChange={setSearch} />
        <Select label={words.priority} options={priorities} value={priority} onChange={setPriority} />
        <NumberField
          label={words.budget}
          optional
          unit={words.usd}
          value={budget}
          onChange={setBudget}
          error={budget === undefined || budget > 0 ? undefined : words.budgetError}
        />
        <TextField label={words.deadline} disabled value={words.deadlineValue} onChange={() => {}} />
        <div className="sm:col-span-2">
          <MultiPicker
            label={words.agents}
            hint={words.agentsHint}
            options={text.people}
            value={agents}
            onChange={setAgents}
          />
        </div>
        <div className="sm:col-span-2">
          <Choices />
        </div>
      </div>
    </Panel>
  );
}

function Choices() {
  const [view, setView] = useState<(typeof views)[number]['value']>('list');
  const [review, setReview] = useState(true);
  return (
    <div className="flex flex-col gap-3">
      <SegmentedControl label={text.choice.view} showLabel options={views} value={view} onChange={setView} />
      <Checkbox label={text.choice.review} hint={text.choice.reviewHint} checked={review} onChange={setReview} />
    </div>
  );
}
