import type { RunLibrary } from '@tutti/engine';
import { type Hash, type JournalEntry, RunFact, RunId, sealEvent, type TenantId } from '@tutti/protocol';
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { openSet, PLACE } from '../testing/open-set.ts';
import { createAuditLogTools } from './create-audit-log-tools.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex') as Hash;
const START = Date.parse('2026-03-01T00:00:00Z');
const MINUTE = 60_000;
const OLD = RunId.parse(`run_${'1'.repeat(36)}`);
const NEW = RunId.parse(`run_${'2'.repeat(36)}`);

const step = (tool: string, more: object = {}) => ({
  type: 'step.completed',
  path: `turn/1/tool/${tool}`,
  name: 'tool',
  kind: 'tool',
  effect: 'irreversible',
  inputHash: '0'.repeat(64),
  input: { value: { to: 'bob', text: 'x'.repeat(2_000) } },
  attempts: 1,
  startedAt: START,
  agent: 'ann',
  tool,
  output: { value: 'sent' },
  ...more,
});
const EVENTS: Readonly<Record<RunId, readonly object[]>> = {
  [OLD]: [
    step('slack__post_message'),
    { ...step('answer'), kind: 'model' },
    {
      type: 'domain.recorded',
      path: 'turn/1',
      name: 'tool.denied',
      data: { value: { agent: 'ann', tool: 'shell', because: 'no' } },
    },
    { type: 'domain.recorded', path: 'turn/1', name: 'consensus.voted', data: { value: {} } },
  ],
  [NEW]: [{ type: 'run.cancelled', reason: 'enough', stoppedAt: [] }, step('github__comment', { agent: 'cid' })],
};

/** As a store gives them, with the tenant that they are asked for. */
class FakeLibrary implements Pick<RunLibrary, 'listRuns' | 'readEntries'> {
  readonly asked: TenantId[] = [];

  async listRuns(tenant: TenantId, { cursor }: Parameters<RunLibrary['listRuns']>[1]) {
    this.asked.push(tenant);
    const run = cursor === undefined ? NEW : OLD;
    const at = this.#begin(run);
    const summary = { run, submittedAt: at, updatedAt: at + 10 * MINUTE };
    return { runs: [summary] as never, next: cursor === undefined ? 'older' : undefined };
  }

  async readEntries(tenant: TenantId, run: RunId, { after, limit }: { after: number; limit: number }) {
    this.asked.push(tenant);
    const entries: JournalEntry[] = [];
    let head = { tenant, run, seq: 0, hash: undefined as Hash | undefined };
    for (const [index, event] of (EVENTS[run] ?? []).entries()) {
      const sealed = sealEvent(head, RunFact.parse(event), { at: this.#begin(run) + index * MINUTE, sha256 });
      entries.push(sealed.entry);
      head = { tenant, run, seq: sealed.entry.seq, hash: sealed.entry.hash };
    }
    return entries.filter(({ seq }) => seq > after).slice(0, limit);
  }

  #begin(run: RunId): number {
    return START + (run === NEW ? 60 : 0) * MINUTE;
  }
}

const openLog = async () => {
  const library = new FakeLibrary();
  return { library, log: await openSet(createAuditLogTools({ library })) };
};
const eventsOf = (found: unknown) =>
  (found as { lines: { event: string; tool?: string }[] }).lines.map(({ event, tool }) => `${event} ${tool ?? '-'}`);

describe('audit_log', () => {
  it('tells who did what and when, the newest first, and nothing of models and patterns', async () => {
    const { log, library } = await openLog();
    const found = await log.call('search', {});
    expect(eventsOf(found)).toEqual([
      'step.completed github__comment',
      'run.cancelled -',
      'tool.denied shell',
      'step.completed slack__post_message',
    ]);
    expect(found).toMatchObject({
      more: false,
      runsLookedAt: 2,
      lines: [
        {
          run: NEW,
          who: 'cid',
          at: '2026-03-01T01:01:00.000Z',
          what: { effect: 'irreversible', input: expect.stringContaining('[cut') },
        },
        {},
        { who: 'ann' },
        {},
      ],
    });
    expect(new Set(library.asked)).toEqual(new Set([PLACE.tenant]));
  });

  it.each([
    [{ tool: 'slack' }, ['step.completed slack__post_message']],
    [{ who: 'cid' }, ['step.completed github__comment']],
    [{ kinds: ['policy'] }, ['tool.denied shell']],
    [{ text: 'ENOUGH' }, ['run.cancelled -']],
    [{ run: OLD, kinds: ['tool'] }, ['step.completed slack__post_message']],
    [{ since: '2026-03-01T01:00:30Z' }, ['step.completed github__comment']],
    [{ until: '2026-03-01T00:00:30Z' }, ['step.completed slack__post_message']],
    [{ tool: 'sla' }, []],
  ])('is searched by %j', async (query, events) => {
    const { log } = await openLog();
    expect(eventsOf(await log.call('search', query))).toEqual(events);
  });

  it('gives no more than is asked for, and says that there is more', async () => {
    const { log } = await openLog();
    const found = await log.call('search', { limit: 1 });
    expect(eventsOf(found)).toEqual(['step.completed github__comment']);
    expect(found).toMatchObject({ more: true });
  });

  it('has one tool, which only reads', async () => {
    const { log } = await openLog();
    expect(log.tools.map(({ name, effect }) => `${name} ${effect}`)).toEqual(['audit_log__search read']);
  });
});
