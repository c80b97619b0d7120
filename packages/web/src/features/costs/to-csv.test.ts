import { expect, it } from 'vitest';
import { createSums } from './testing/create-sums.ts';
import { toCsv } from './to-csv.ts';

it('writes every figure as it is, and no formulas', () => {
  const { of: _of, ...total } = createSums('', { calls: 3, usd: '0.1' });
  const rows = [createSums('groq/a,"b"', { usd: '0.100000001' }), createSums('=HYPERLINK("x")')];
  expect(toCsv({ by: 'model', rows, total })).toBe(
    [
      'model,calls,inputTokens,outputTokens,usd,freeCalls,localCalls,rehearsedCalls,estimatedCalls,inDoubtUsd,insteadOfUsd,savedUsd',
      '"groq/a,""b""",1,10,20,0.100000001,0,0,0,0,0,0,0',
      `"'=HYPERLINK(""x"")",1,10,20,0,0,0,0,0,0,0,0`,
      'total,3,10,20,0.1,0,0,0,0,0,0,0',
      '',
    ].join('\r\n'),
  );
});
