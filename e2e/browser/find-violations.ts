/** Asks axe about a page. The page's own content policy stays as it is: the script comes in through the browser's debugger. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const SCRIPT = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const QUESTION = `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
  violations.map(({ id, nodes }) => id + ': ' + nodes.slice(0, 3).map(({ target, any }) =>
    [...target, ...any.map(({ message }) => message)].join(' ')).join(' | ')))`;

export async function findViolations(page: Page): Promise<readonly string[]> {
  const session = await page.context().newCDPSession(page);
  await session.send('Runtime.evaluate', { expression: SCRIPT });
  const answer = await session.send('Runtime.evaluate', {
    expression: QUESTION,
    awaitPromise: true,
    returnByValue: true,
  });
  await session.detach();
  if (answer.exceptionDetails) throw new Error(answer.exceptionDetails.text);
  return answer.result.value as readonly string[];
}
