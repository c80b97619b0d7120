import { AgentId, RunId, StepPath, toApprovalId, toIdText } from '@tutti/protocol';
import type { ApprovalView } from '@tutti/protocol/api';
import { describe, expect, it } from 'vitest';
import { renderApproval } from './render-approval.ts';
import { createStyle } from './style.ts';

const run = RunId.parse(toIdText('run', 0, new Uint8Array(16)));
const path = StepPath.parse('wait/1');
const approval: ApprovalView = {
  approval: toApprovalId(run, path),
  kind: 'request',
  run,
  runTitle: 'Plan',
  path,
  title: 'Is the result good?',
  subject: 'a'.repeat(64),
  since: '2026-01-01T00:00:00.000Z',
  shows: { text: 'First.\nSecond \u001b[2J.', by: AgentId.parse('writer') },
  decisions: ['approved', 'rejected'],
};

describe('what waits for a person', () => {
  it('is shown whole, with what can be decided, and cannot redraw the terminal', () => {
    const text = renderApproval(approval, { style: createStyle(false), rehearsed: true }).join('\n');
    for (const part of [
      'Is the result good?',
      'rehearsal │ First.',
      'rehearsal │ Second [2J.',
      `tutti approve ${run} approved|rejected`,
    ])
      expect(text).toContain(part);
    expect(text).not.toMatch(/\p{Cc}(?<!\n)/u);
  });

  it('says where only a beginning is shown', () => {
    const look = { style: createStyle(false), rehearsed: false };
    const cut = { ...approval, shows: { text: 'First.', whole: false } };
    expect(renderApproval(cut, look).join('\n')).toContain('only the beginning');
    expect(renderApproval(approval, look).join('\n')).not.toContain('only the beginning');
  });

  it('names the command for a doubt', () => {
    const { shows: _, ...rest } = approval;
    const doubt: ApprovalView = { ...rest, kind: 'doubt', cause: 'crash', decisions: ['happened', 'not_happened'] };
    expect(renderApproval(doubt, { style: createStyle(false), rehearsed: false }).join('\n')).toContain(
      `tutti answer ${run} wait/1 happened|not-happened`,
    );
  });
});
