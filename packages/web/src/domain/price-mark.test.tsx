import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { PriceMark } from './price-mark.tsx';

const PAID = { model: 'openai/large', free: false, local: false };

it.each([
  [PAID, 'Paid'],
  [{ ...PAID, model: 'groq/small', free: true }, 'Free'],
  [{ model: 'ollama/small', free: true, local: true }, 'Local'],
  [{ model: 'tutti/rehearsal', free: true, local: true }, 'Rehearsal'],
] as const)('tells who pays for %o: %s', (route, word) => {
  expect(renderToStaticMarkup(<PriceMark {...route} />)).toContain(`>${word}</span>`);
});
