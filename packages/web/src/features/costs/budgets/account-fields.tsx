import { useQuery } from '@tanstack/react-query';
import { BudgetPeriod } from '@tutti/protocol';
import { agentsQuery, meQuery } from '../../../client/queries.ts';
import { useServices } from '../../../client/services-context.tsx';
import { accountName } from '../../../domain/account-name.ts';
import { costsText as text } from '../../../strings/costs.ts';
import { moneyText } from '../../../strings/money.ts';
import { Select } from '../../../ui/select.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { type AccountKind, type BudgetDraft, toAccount } from './budget-draft.ts';

const KINDS: readonly AccountKind[] = ['tenant', 'user', 'agent', 'task'];

interface Props {
  readonly draft: BudgetDraft;
  readonly onChange: (changes: Partial<BudgetDraft>) => void;
  /** Of a budget that is there already: another account or period is another budget. */
  readonly isFixed: boolean;
  readonly mistake: string | undefined;
}

/** Whose limit it is, and for how long. */
export function AccountFields({ draft, onChange, isFixed, mistake }: Props) {
  const { kind, period } = draft;
  const { client } = useServices();
  const { data: me } = useQuery(meQuery(client));
  if (isFixed)
    return (
      <p className="font-medium [overflow-wrap:anywhere]">
        {accountName(toAccount(draft) ?? '')}, {moneyText.period[period].toLowerCase()}
      </p>
    );
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Select
        label={text.whose}
        options={KINDS.map((value) => ({ value, label: text.accountKind[value] }))}
        value={kind}
        onChange={(chosen) => onChange({ kind: chosen, name: chosen === 'user' ? (me?.user ?? '') : '' })}
      />
      <Select
        label={text.per}
        hint={text.perHint}
        options={BudgetPeriod.options.map((value) => ({ value, label: moneyText.period[value] }))}
        value={period}
        onChange={(chosen) => onChange({ period: chosen })}
      />
      <NameField draft={draft} onChange={onChange} mistake={mistake} />
    </div>
  );
}

function NameField({ draft: { kind, name }, onChange, mistake }: Omit<Props, 'isFixed'>) {
  const { client } = useServices();
  const agents = useQuery({ ...agentsQuery(client), enabled: kind === 'agent' });
  if (kind === 'tenant') return null;
  if (kind === 'agent')
    return (
      <Select
        label={text.agent}
        options={[
          { value: '', label: text.agentMissing },
          ...(agents.data ?? []).map(({ id }) => ({ value: id as string, label: id })),
        ]}
        value={name}
        onChange={(chosen) => onChange({ name: chosen })}
        error={mistake}
      />
    );
  return (
    <div className="sm:col-span-2">
      <TextField
        label={kind === 'user' ? text.user : text.task}
        hint={kind === 'user' ? text.userHint : text.taskHint}
        autoComplete="off"
        spellCheck={false}
        value={name}
        onChange={(typed) => onChange({ name: typed })}
        error={mistake}
      />
    </div>
  );
}
