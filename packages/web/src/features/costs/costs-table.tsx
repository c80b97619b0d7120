import { type CostsBy, type CostsView, toOtherCosts } from '@tutti/protocol/api';
import { Download } from 'lucide-react';
import { formatCount, formatMoney } from '../../domain/format-numbers.ts';
import { costsText as text } from '../../strings/costs.ts';
import { Button } from '../../ui/button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Cell, type Column, Row, TableShell } from '../../ui/table.tsx';
import { Doubts } from './doubts.tsx';
import { downloadText } from '../../ui/download-text.ts';
import { SpenderName } from './spender-name.tsx';
import { toCsv } from './to-csv.ts';

type Sums = CostsView['total'];

function toColumns(by: CostsBy): Column[] {
  return [
    { id: 'of', label: text.by[by] },
    { id: 'calls', label: text.column.calls, align: 'end' },
    { id: 'tokens', label: text.column.tokens, align: 'end', from: 'lg' },
    { id: 'free', label: text.column.free, align: 'end', from: 'md' },
    { id: 'local', label: text.column.local, align: 'end', from: 'md' },
    { id: 'saved', label: text.column.saved, align: 'end', from: 'lg' },
    { id: 'cost', label: text.column.cost, align: 'end' },
  ];
}

/** The figures themselves: what the chart shows, and every other way to add them up. */
export function CostsTable({ costs }: { costs: CostsView }) {
  const { by, rows, total } = costs;
  const others = toOtherCosts(costs);
  const today = () => new Date().toISOString().slice(0, 'yyyy-mm-dd'.length);
  return (
    <Panel
      title={text.sumsBy(text.by[by])}
      actions={
        <Button
          size="sm"
          icon={Download}
          onClick={() => downloadText(text.csvName(by, today()), toCsv(costs), 'text/csv')}
        >
          {text.download}
        </Button>
      }
      flush
    >
      <TableShell label={text.sumsBy(text.by[by])} columns={toColumns(by)}>
        {rows.map((row) => (
          <Row key={row.of ?? ''}>
            <Cell heads grow>
              <SpenderName by={by} of={row.of} />
            </Cell>
            <Figures sums={row} />
          </Row>
        ))}
        {others && (
          <Row>
            <Cell heads grow muted>
              {text.others}
            </Cell>
            <Figures sums={others} />
          </Row>
        )}
        <Row>
          <Cell heads grow>
            <strong>{text.total}</strong>
          </Cell>
          <Figures sums={total} />
        </Row>
      </TableShell>
    </Panel>
  );
}

function Figures({ sums }: { sums: Sums }) {
  const { calls, inputTokens, outputTokens, freeCalls, localCalls, savedUsd, usd } = sums;
  return (
    <>
      <Cell align="end">{formatCount(calls)}</Cell>
      <Cell align="end" from="lg" muted>
        {text.tokensOf(formatCount(inputTokens), formatCount(outputTokens))}
      </Cell>
      <Cell align="end" from="md" muted>
        {formatCount(freeCalls)}
      </Cell>
      <Cell align="end" from="md" muted>
        {formatCount(localCalls)}
      </Cell>
      <Cell align="end" from="lg" muted>
        {formatMoney(savedUsd)}
      </Cell>
      <Cell align="end">
        {formatMoney(usd)}
        <Doubts sums={sums} />
      </Cell>
    </>
  );
}
