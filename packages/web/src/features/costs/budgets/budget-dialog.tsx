import { useQueryClient } from '@tanstack/react-query';
import type { BudgetRuleView } from '@tutti/protocol/api';
import { useState } from 'react';
import { BUDGETS } from '../../../client/money-queries.ts';
import { useServices } from '../../../client/services-context.tsx';
import { toRefusal } from '../../../client/to-refusal.ts';
import { LadderField } from '../../../domain/ladder-field.tsx';
import { costsText as text } from '../../../strings/costs.ts';
import { FormDialog } from '../../../ui/form-dialog.tsx';
import { NumberField } from '../../../ui/number-field.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { useToast } from '../../../ui/toast.tsx';
import { AccountFields } from './account-fields.tsx';
import {
  type BudgetDraft,
  type BudgetMistakes,
  findMistakes,
  NEW_BUDGET,
  toAccount,
  toBody,
  toDraft,
} from './budget-draft.ts';

interface Props {
  /** Undefined: a new one. */
  readonly budget: BudgetRuleView | undefined;
  readonly onClose: () => void;
}

export function BudgetDialog({ budget, onClose }: Props) {
  const [draft, setDraft] = useState<BudgetDraft>(() => (budget ? toDraft(budget) : NEW_BUDGET));
  const { mistakes, refused, busy, save } = useSave(onClose);
  const change = (changes: Partial<BudgetDraft>) => setDraft({ ...draft, ...changes });
  return (
    <FormDialog
      onClose={onClose}
      title={budget ? text.editTitle : text.newBudget}
      submitLabel={text.save}
      onSubmit={() => void save(draft)}
      busy={busy}
      refused={refused}
    >
      <AccountFields draft={draft} onChange={change} isFixed={budget !== undefined} mistake={mistakes.name} />
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          label={text.usd}
          hint={text.usdHint}
          inputMode="decimal"
          autoComplete="off"
          value={draft.usd}
          onChange={(usd) => change({ usd })}
          error={mistakes.usd}
        />
        <NumberField
          label={text.limitTokens}
          hint={text.limitTokensHint}
          unit={text.unit.tokens}
          value={draft.tokens}
          onChange={(tokens) => change({ tokens })}
          error={mistakes.tokens}
        />
      </div>
      <TextField
        label={text.warnAt}
        hint={text.warnAtHint}
        autoComplete="off"
        value={draft.warnAt}
        onChange={(warnAt) => change({ warnAt })}
        error={mistakes.warnAt}
      />
      <LadderField value={draft.ladder} onChange={(ladder) => change({ ladder })} />
    </FormDialog>
  );
}

function useSave(onClose: () => void) {
  const { client } = useServices();
  const queries = useQueryClient();
  const toast = useToast();
  const [mistakes, setMistakes] = useState<BudgetMistakes>({});
  const [refused, setRefused] = useState<string>();
  const [busy, setBusy] = useState(false);
  const save = async (draft: BudgetDraft): Promise<void> => {
    if (busy) return;
    const found = findMistakes(draft);
    setMistakes(found);
    setRefused(undefined);
    const account = toAccount(draft);
    if (Object.keys(found).length > 0 || account === undefined) return;
    setBusy(true);
    try {
      await client.call('setBudget', { account, period: draft.period, ...toBody(draft) });
      toast({ tone: 'success', title: text.isSet });
      await queries.invalidateQueries({ queryKey: BUDGETS });
      onClose();
    } catch (error) {
      const { code, path, detail, remedy = '' } = toRefusal(error);
      if (code === 'unknown_agent' || code === 'task_not_found') setMistakes({ name: detail });
      else if (path?.startsWith('limit.usd')) setMistakes({ usd: detail });
      else if (path?.startsWith('limit.tokens')) setMistakes({ tokens: detail });
      else setRefused(`${detail} ${remedy}`);
    } finally {
      setBusy(false);
    }
  };
  return { mistakes, refused, busy, save };
}
