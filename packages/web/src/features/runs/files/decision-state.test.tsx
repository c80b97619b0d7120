import { UserId } from '@tutti/protocol';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { DecisionState } from './decision-state.tsx';

const by = UserId.parse(`usr_${'0'.repeat(36)}`);
const undone = { at: '2026-11-22T10:00:00.000Z', by, commit: 'abcdef0123456789' };

it.each([
  [{ state: 'begun' }, ['not finished yet'], ['taken back by']],
  [{ state: 'undoing', undone }, ['not taken back yet'], ['undone', 'taken back by']],
  [{ state: 'undone', undone }, ['undone', 'taken back by abcdef0123'], ['not']],
] as const)('a decision says how it stands: %j', (decision, shown, hidden) => {
  const page = renderToStaticMarkup(<DecisionState decision={decision} />);
  for (const text of shown) expect(page).toContain(text);
  for (const text of hidden) expect(page).not.toContain(text);
});

it('a decision that holds has nothing to say of that', () => {
  expect(renderToStaticMarkup(<DecisionState decision={{ state: 'done' }} />)).toBe('');
});
