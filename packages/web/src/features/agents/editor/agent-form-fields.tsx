import { AgentRole, type AgentForm, Complexity, EffectClass, ModelPolicy } from '@tutti/protocol';
import { useState } from 'react';
import { agentEditorText as text } from '../../../strings/agent-editor.ts';
import { agentsText } from '../../../strings/agents.ts';
import { moneyText } from '../../../strings/money.ts';
import { Checkbox } from '../../../ui/checkbox.tsx';
import { Disclosure } from '../../../ui/disclosure.tsx';
import { Select } from '../../../ui/select.tsx';
import { TextArea } from '../../../ui/text-area.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { parseList } from './agent-draft.ts';

interface Props {
  readonly form: AgentForm;
  readonly onChange: (changes: Partial<AgentForm>) => void;
  /** A new agent has no id yet. */
  readonly isNew: boolean;
}

export function AgentFormFields({ form, onChange, isNew }: Props) {
  return (
    <div className="flex min-w-0 flex-col gap-4">
      {isNew && (
        <TextField
          label={text.id}
          hint={text.idHint}
          maxLength={80}
          autoCapitalize="none"
          spellCheck={false}
          value={form.id}
          onChange={(id) => onChange({ id })}
        />
      )}
      <TextField
        label={text.purpose}
        hint={text.purposeHint}
        maxLength={500}
        value={form.purpose}
        onChange={(purpose) => onChange({ purpose })}
      />
      <TextArea
        label={text.instructions}
        hint={text.instructionsHint}
        rows={12}
        maxLength={20_000}
        value={form.instructions}
        onChange={(instructions) => onChange({ instructions })}
      />
      <ListField
        label={text.capabilities}
        hint={text.listHint}
        value={form.capabilities}
        onChange={(capabilities) => onChange({ capabilities })}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          label={text.category}
          optional
          maxLength={60}
          value={form.category}
          onChange={(category) => onChange({ category })}
        />
        <Select
          label={text.role}
          options={[
            { value: '', label: text.noRole },
            ...AgentRole.options.map((value) => ({ value, label: agentsText.roleName[value] })),
          ]}
          value={AgentRole.safeParse(form.role).data ?? ''}
          onChange={(role) => onChange({ role })}
        />
      </div>
      <ListField label={text.aliases} optional value={form.aliases} onChange={(aliases) => onChange({ aliases })} />
      <ListField
        label={text.tools}
        hint={text.toolsHint}
        optional
        value={form.tools}
        onChange={(tools) => onChange({ tools })}
      />
      <Effects form={form} onChange={onChange} />
      <TextArea
        label={text.examples}
        hint={text.examplesHint}
        optional
        value={form.examples.join('\n')}
        onChange={(lines) => onChange({ examples: lines === '' ? [] : lines.split('\n') })}
      />
      <Disclosure summary={text.more}>
        <Models form={form} onChange={onChange} />
      </Disclosure>
      <p className="text-xs text-muted">{text.inText}</p>
    </div>
  );
}

type PartProps = Pick<Props, 'form' | 'onChange'>;

const USUAL = { effects: ['pure', 'read', 'idempotent'], ask: ['compensatable', 'irreversible'] };

function Effects({ form, onChange }: PartProps) {
  const { effects = USUAL.effects, ask = USUAL.ask } = form;
  const change = (effect: EffectClass, to: string) => {
    const without = (list: readonly string[]) => list.filter((each) => each !== effect);
    onChange({
      effects: to === 'allow' ? [...without(effects), effect] : without(effects),
      ask: to === 'ask' ? [...without(ask), effect] : without(ask),
    });
  };
  return (
    <fieldset className="flex min-w-0 flex-col gap-2">
      <legend className="mb-1 text-sm font-medium">{text.effects}</legend>
      <div className="grid gap-3 sm:grid-cols-2">
        {EffectClass.options.map((effect) => (
          <Select
            key={effect}
            label={agentsText.effectName[effect]}
            options={(['allow', 'ask', 'deny'] as const).map((value) => ({ value, label: text.effect[value] }))}
            value={effects.includes(effect) ? 'allow' : ask.includes(effect) ? 'ask' : 'deny'}
            onChange={(to) => change(effect, to)}
          />
        ))}
      </div>
    </fieldset>
  );
}

const POLICY = ModelPolicy.shape;

function Models({ form, onChange }: PartProps) {
  const otherwise = POLICY.otherwise.unwrap().options;
  const paid = POLICY.paid.unwrap().options;
  const usual = { value: '', label: text.usual };
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <ListField
        label={text.models}
        hint={text.modelsHint}
        optional
        value={form.models}
        onChange={(models) => onChange({ models })}
      />
      <ListField label={text.fallback} optional value={form.fallback} onChange={(fallback) => onChange({ fallback })} />
      <div className="grid gap-4 sm:grid-cols-2">
        <Select
          label={text.otherwise}
          options={[usual, ...otherwise.map((value) => ({ value, label: agentsText.otherwiseMeans[value] }))]}
          value={otherwise.find((each) => each === form.otherwise) ?? ''}
          onChange={(value) => onChange({ otherwise: value })}
        />
        <Select
          label={text.paid}
          options={[usual, ...paid.map((value) => ({ value, label: agentsText.paidMeans[value] }))]}
          value={paid.find((each) => each === form.paid) ?? ''}
          onChange={(value) => onChange({ paid: value })}
        />
        <Select
          label={text.complexity}
          options={[usual, ...Complexity.options.map((value) => ({ value, label: moneyText.complexity[value] }))]}
          value={Complexity.safeParse(form.complexity).data ?? ''}
          onChange={(value) => onChange({ complexity: value })}
        />
        <TextField
          label={text.maxOutputTokens}
          optional
          inputMode="numeric"
          value={form.maxOutputTokens}
          onChange={(maxOutputTokens) => onChange({ maxOutputTokens })}
        />
        <TextField
          label={text.maxCallsPerTurn}
          optional
          inputMode="numeric"
          value={form.maxCallsPerTurn}
          onChange={(maxCallsPerTurn) => onChange({ maxCallsPerTurn })}
        />
      </div>
      <Checkbox label={text.cache} checked={form.cache} onChange={(cache) => onChange({ cache })} />
    </div>
  );
}

interface ListProps {
  readonly label: string;
  readonly hint?: string;
  readonly optional?: boolean;
  readonly value: readonly string[];
  readonly onChange: (value: string[]) => void;
}

/** Keeps what was typed as it was typed (`a, `), while its owner only sees names. */
function ListField({ value, onChange, ...frame }: ListProps) {
  const [typed, setTyped] = useState('');
  const shown = parseList(typed).join() === value.join() ? typed : value.join(', ');
  return (
    <TextField
      {...frame}
      maxLength={2_000}
      autoCapitalize="none"
      spellCheck={false}
      value={shown}
      onChange={(next) => {
        setTyped(next);
        onChange(parseList(next));
      }}
    />
  );
}
