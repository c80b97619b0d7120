/** A call of a tool that somebody must allow: what the page shows is the call, and what was allowed happens once, whatever happens to the process. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunEvent } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import { logIn } from './browser/log-in.ts';
import { Browser } from './browser/open-browser.ts';
import { parseLines, TuttiHome } from './tutti-process.ts';
import { TuttiServer } from './tutti-server.ts';
import { untilStatus } from './until-status.ts';

const TELLER = `---
id: teller
purpose: Works out sums that somebody wants to pay.
capabilities: [sums]
tools: [calculate, treasury]
effects: [pure]
ask: []
---
You work out sums with the calculator, and say nothing that it has not told you.
`;
const RULES = `rules:
  - tool: calculate
    verdict: ask
    because: every sum is looked at
`;

function createHome(): TuttiHome {
  const home = new TuttiHome();
  home.writeAgent('teller', TELLER);
  writeFileSync(join(home.directory, 'tools.yaml'), RULES);
  return home;
}

describe('a call of a tool that a rule has a person asked about', () => {
  it('is shown as it would be made, approved in the page, and made once although the server is killed at once', async () => {
    const server = await TuttiServer.start(createHome());
    await using browser = await Browser.open();
    const page = await browser.page();
    await logIn(page, server);
    const run = await server.submit({ goal: 'Calculate 12*(3+4) and tell me', agents: ['teller'] });
    await page.goto(`${server.url}/ui/approvals`);
    const card = page.getByRole('article', { name: 'teller asks to call calculate' });
    await card.waitFor();
    const shown = await card.innerText();
    for (const part of ['teller', 'calculate', 'pure', 'every sum is looked at', '"expression": "12*(3+4)"'])
      expect(shown).toContain(part);

    // The question outlives the process, and so does the answer.
    await server.kill();
    await server.startAgain();
    await page.reload();
    const answered = page.waitForResponse((response) => response.request().method() === 'POST' && response.ok());
    await card.getByRole('button', { name: 'Approve' }).click();
    await answered;
    await server.kill();
    await server.startAgain();
    await untilStatus(server, run, 'completed');

    await page.goto(`${server.url}/ui/runs/${run}`);
    await page.getByText('without treasury (unknown_tool)').first().waitFor();
    expect(await server.stop()).toBe(0);
    const events = parseLines<RunEvent>((await server.home.run('events', run, '--json')).stdout);
    const calls = events.filter((event) => event.type === 'step.completed' && event.kind === 'tool');
    expect(calls).toMatchObject([{ tool: 'calculate', output: { value: { result: 84 } } }]);
    expect(events.filter(({ type }) => type === 'signal.received')).toHaveLength(1);
  });

  it('is not made when it is rejected in the terminal, and the run says so', async () => {
    const home = createHome();
    const begun = await home.run('run', 'Calculate 12*(3+4) and tell me', '--agents', 'teller');
    expect(begun.code).toBe(4);
    expect(begun.stdout).toContain('teller asks to call calculate');
    const { runs } = await home.read<{ runs: { run: string }[] }>('runs');
    const run = runs[0]?.run ?? '';
    const shown = await home.run('approve', run);
    for (const part of ['agent  teller', 'tool   calculate', '"expression": "12*(3+4)"'])
      expect(shown.stdout).toContain(part);
    const rejected = await home.run('approve', run, 'rejected', '--comment', 'Not today.');
    expect(rejected.stdout).toContain('not called: calculate: a person said no');
    const events = parseLines<RunEvent>((await home.run('events', run, '--json')).stdout);
    expect(events.filter((event) => event.type === 'step.completed' && event.kind === 'tool')).toEqual([]);
    expect(events.at(-1)?.type).toBe('run.completed');
    const step = await home.run('show', run, '--step', 'turn/1/tools/1');
    expect(step.stdout).toContain('no tool or set is called treasury');
  });
});
