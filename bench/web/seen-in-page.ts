/**
 * How long it takes until an event of a run is in the page that somebody looks at: from the time that stands in the event,
 * which is before its commit, to the change of the page. One machine, one clock.
 */
import type { RunEvent } from '@tutti/protocol';
import type { Page } from 'playwright-core';
import { Browser } from '../../e2e/browser/open-browser.ts';
import type { Measure } from '../report/measure.ts';
import { ServerProcess } from '../server/server-process.ts';

const RUNS = 12;
const AGENTS = ['project', 'research', 'analysis', 'drafting', 'qa', 'editing'];

/** Notes when the number of the newest event in the page changes. */
const WATCH = `
  window.seen = [];
  new MutationObserver(() => {
    const seq = Number(document.querySelector('[data-seq]')?.getAttribute('data-seq') ?? 0);
    const last = window.seen.at(-1);
    if (seq > (last?.seq ?? 0)) window.seen.push({ seq, at: Date.now() });
  }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-seq'] });`;

interface Sight {
  readonly seq: number;
  readonly at: number;
}

export const seenInPage: Measure = {
  name: 'seen',
  async measure({ scratch }) {
    await using server = await ServerProcess.start({ directory: await scratch.directory() });
    await using browser = await Browser.open();
    const page = await browser.page();
    await page.goto(server.loginUrl);
    await page.getByRole('textbox', { name: 'Goal' }).waitFor();
    const delays: number[] = [];
    for (let count = 0; count < RUNS; count++) delays.push(...(await watchRun(server, page)));
    const sorted = delays.toSorted((one, other) => one - other);
    const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
    const note = `${sorted.length} events of ${RUNS} runs, from before the commit`;
    return [
      { name: 'live feed: event → seen in the page, p50', value: at(0.5), unit: 'ms', note },
      { name: 'live feed: event → seen in the page, p95', value: at(0.95), unit: 'ms', target: { atMost: 150 } },
    ];
  },
};

/** What happened before the page had caught up is left out: nobody could have seen it earlier. */
async function watchRun(server: ServerProcess, page: Page): Promise<readonly number[]> {
  const { run } = (await server.post('/api/v1/tasks', { goal: 'Plan a harbour festival', agents: AGENTS })) as {
    run: string;
  };
  await page.goto(`${server.url}/ui/runs/${run}`);
  await page.evaluate(WATCH);
  await page.locator('[data-seq][data-status="completed"]').waitFor();
  const sights = (await page.evaluate('window.seen')) as readonly Sight[];
  const { items } = (await server.get(`/api/v1/runs/${run}/events?limit=1000`)) as { items: readonly RunEvent[] };
  const first = sights[0]?.seq ?? 0;
  return items.flatMap(({ seq, at }) => {
    const sight = seq > first ? sights.find((each) => each.seq >= seq) : undefined;
    return sight ? [sight.at - at] : [];
  });
}
