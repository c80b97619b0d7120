/**
 * Chromium with a fourth of the processor and a slow line loads the home page with an empty cache. Interactive means:
 * the goal can be typed, and the long tasks before that have ended.
 */
import { type BrowserContext, type CDPSession } from 'playwright-core';
import { Browser } from '../../e2e/browser/open-browser.ts';
import type { Measure } from '../report/measure.ts';
import { median } from '../report/rounds.ts';
import { ServerProcess } from '../server/server-process.ts';

const CPU_SLOWDOWN = 4;
const LINE = { offline: false, latency: 40, downloadThroughput: 10_000_000 / 8, uploadThroughput: 5_000_000 / 8 };

interface Load {
  readonly interactiveMs: number;
  readonly scriptBytes: number;
  readonly scripts: number;
}

export const firstLoad: Measure = {
  name: 'first-load',
  async measure({ rounds, scratch }) {
    await using server = await ServerProcess.start({ directory: await scratch.directory() });
    await using browser = await Browser.open();
    const page = await browser.page();
    await page.goto(server.loginUrl);
    await page.getByRole('textbox', { name: 'Goal' }).waitFor();
    const loads: Load[] = [];
    for (let round = 0; round < rounds; round++) loads.push(await loadOnce(browser.context, `${server.url}/ui`));
    const note = `${CPU_SLOWDOWN}× slower processor, 10 Mbit/s, 40 ms, empty cache`;
    return [
      {
        name: 'first load: JavaScript over the line',
        value: median(loads.map(({ scriptBytes }) => scriptBytes)) / 1_024,
        unit: 'KiB',
        target: { atMost: 250 },
        note: `${loads[0]?.scripts ?? 0} files, compressed`,
      },
      {
        name: 'first load: interactive',
        value: median(loads.map(({ interactiveMs }) => interactiveMs)) / 1_000,
        unit: 's',
        target: { atMost: 2 },
        note,
      },
    ];
  },
};

async function loadOnce(context: BrowserContext, url: string): Promise<Load> {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  const scripts = await listenForScripts(session);
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  await session.send('Network.emulateNetworkConditions', LINE);
  await session.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWDOWN });
  const startedAt = performance.now();
  await page.goto(url, { waitUntil: 'commit' });
  const goal = page.getByRole('textbox', { name: 'Goal' });
  await goal.fill('typed as soon as it can be');
  // A page that still works through a long task answers only after it.
  await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))');
  const interactiveMs = performance.now() - startedAt;
  await page.close();
  return { interactiveMs, scriptBytes: scripts.bytes(), scripts: scripts.count() };
}

async function listenForScripts(session: CDPSession) {
  const scripts = new Set<string>();
  let bytes = 0;
  session.on('Network.responseReceived', ({ requestId, type }) => {
    if (type === 'Script') scripts.add(requestId);
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (scripts.has(requestId)) bytes += encodedDataLength;
  });
  await session.send('Network.enable');
  return { bytes: () => bytes, count: () => scripts.size };
}
