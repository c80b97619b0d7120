import { RunId } from '@tutti/protocol';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { StepOutput } from './step-output.tsx';

const run = RunId.parse(`run_${'0'.repeat(36)}`);

it('shows what an agent said without the block that is for whoever goes on', () => {
  const text = 'The plan stands.\n\n```handoff\nfact: the pier holds 300 guests\n```';
  const page = renderToStaticMarkup(<StepOutput run={run} output={{ value: { text, toolCalls: [] } }} isModel />);
  expect(page).toContain('The plan stands.');
  expect(page).not.toContain('handoff');
  expect(page).not.toContain('300 guests');
});
