/** What an agent has done, for a terminal. Titles were written by anybody. */
import type { AgentRecordView } from '@tutti/protocol/api';
import { formatDuration } from './format-duration.ts';
import { toPlainLine } from './plain-text.ts';
import type { Style } from './style.ts';

export function renderAgentRecord(record: AgentRecordView, style: Style): string[] {
  const { runs, more, completed, failed, cancelled, open, rehearsed, last } = record;
  if (runs === 0) return ['It has worked in no run yet.'];
  const ends = [`${completed} completed`, `${failed} failed`, `${cancelled} cancelled`, `${open} not ended`];
  const facts: [string, string][] = [
    ['runs', `${runs}${more ? ', and older ones that are not counted' : ''}: ${ends.join(', ')}`],
    ...(rehearsed > 0 ? [['rehearsed', `${rehearsed} of them`] as [string, string]] : []),
    ...(record.medianMs === undefined
      ? []
      : [['works', `${formatDuration(record.medianMs)} in a run (the median)`] as [string, string]]),
    [
      'models',
      `${record.modelCalls} calls, ${record.inputTokens} tokens in, ${record.outputTokens} out, $${record.usd}`,
    ],
    ['tools', `${record.toolCalls} calls, ${record.failedToolCalls} failed`],
    ['refused', `${record.denied} by the policy, ${record.rejected} by a person`],
  ];
  return [
    ...facts.map(([name, value]) => `${style.dim(name.padEnd(10))} ${value}`),
    '',
    ...last.map(({ run, status, title, usd }) => `${run}  ${status.padEnd(11)}  $${usd}  ${toPlainLine(title)}`),
  ];
}
