import type { CostsView } from '@tutti/protocol/api';
import { useMemo, useState } from 'react';
import { toNano } from '../../domain/exact-money.ts';
import { costsText as text } from '../../strings/costs.ts';
import { BarChart } from '../../ui/bar-chart.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SegmentedControl } from '../../ui/segmented-control.tsx';
import { listDays } from './periods.ts';
import { type Measure, toDayBars } from './to-day-bars.ts';

const MEASURES: readonly Measure[] = ['cost', 'calls', 'tokens'];

interface Props {
  readonly costs: CostsView;
  readonly from: string | undefined;
  readonly now: number;
}

/** Days as bars; the table below it can show the same days as figures. */
export function DayChart({ costs: { rows, total }, from, now }: Props) {
  const [chosen, setChosen] = useState<Measure>();
  // Where nothing had a price, calls tell more.
  const measure = chosen ?? (toNano(total.usd) > 0n ? 'cost' : 'calls');
  const chart = useMemo(() => {
    const days = listDays(
      from,
      rows.flatMap(({ of }) => of ?? []),
      now,
    );
    return toDayBars(rows, days, measure);
  }, [rows, from, now, measure]);
  return (
    <Panel
      title={text.byDay}
      actions={
        <SegmentedControl
          label={text.measure}
          options={MEASURES.map((value) => ({ value, label: text.measures[value] }))}
          value={measure}
          onChange={setChosen}
        />
      }
    >
      <BarChart {...chart} />
    </Panel>
  );
}
