import type { Hash } from '@tutti/protocol';
import { expect, it } from 'vitest';
import { completed, note, path, sha256 } from './run-script.ts';
import { type OpenStoreUnderTest, shareStore } from './store-under-test.ts';

/** Everything that a test may read back at once. */
const ALL = { after: 0, limit: 1_000 };

export function testJournal(open: OpenStoreUnderTest): void {
  const fixture = shareStore(open);

  it('keeps the entries of an append in order and unchanged', async () => {
    const run = await fixture.drive();
    await run.append([note('first'), note('second')]);
    await run.append([note('third')]);

    expect(await fixture.store.readEntries(run.tenant, run.run, ALL)).toEqual(run.entries);
    expect(run.entries).toHaveLength(4);
  });

  it('keeps what was acknowledged when it is opened again', async () => {
    const run = await fixture.drive();
    await run.append([note('kept')]);
    await fixture.reopen();

    expect(await fixture.store.readEntries(run.tenant, run.run, ALL)).toEqual(run.entries);
    expect(await fixture.store.findRun(run.tenant, run.run)).toMatchObject({ status: 'queued', run: run.run });
  });

  it('takes appends that are sent one behind the other without waiting', async () => {
    const run = await fixture.drive();
    const first = run.append([note('first')]);
    const reached = run.propose([note('first'), note('second')]);
    const second = fixture.store.append({ ...reached, entries: reached.entries.slice(1) });
    await Promise.all([first, second]);

    const stored = await fixture.store.readEntries(run.tenant, run.run, ALL);
    expect(stored.map(({ seq }) => seq)).toEqual([1, 2, 3]);
  });

  it('takes the appends of many runs in one turn of the event loop', async () => {
    const runs = await Promise.all(Array.from({ length: 50 }, () => fixture.drive()));
    await Promise.all(runs.map((run) => run.append([note('at once')])));

    for (const run of runs) expect(await fixture.store.readEntries(run.tenant, run.run, ALL)).toEqual(run.entries);
  });

  it('leaves a run alone that is submitted a second time', async () => {
    const run = await fixture.drive();
    await run.append([note('progress')]);

    expect(await fixture.store.submit(run.toNewRun())).toBe('exists');
    expect(await fixture.store.readEntries(run.tenant, run.run, ALL)).toHaveLength(2);
  });

  it('creates a run once when it is submitted several times at once', async () => {
    const run = await fixture.submit();
    const other = { ...run.toNewRun(), run: (await fixture.submit()).run };
    const verdicts = await Promise.all([1, 2, 3].map(() => fixture.store.submit(other)));
    expect(verdicts).toEqual(['exists', 'exists', 'exists']);
  });

  it('begins a run with all the entries that it is submitted with', async () => {
    const run = await fixture.submit();
    const retry = { ...run.toNewRun(), tenant: fixture.newTenant() };
    const more = run.propose([note('taken over')]);
    await fixture.store.submit({ ...retry, entries: [...retry.entries, ...more.entries] });

    expect(await fixture.store.readEntries(retry.tenant, run.run, ALL)).toHaveLength(2);
  });

  it('writes blobs and messages with the entries that mention them', async () => {
    const run = await fixture.drive();
    const body = new TextEncoder().encode('a large value');
    const message = { hash: sha256('one'), previous: undefined, body: '{"role":"user"}' };
    await run.append([note('with more')], { blobs: [{ hash: sha256(body), body }], messages: [message] });

    expect(await fixture.store.findBlob(run.tenant, sha256(body))).toEqual(body);
    expect(await fixture.store.readConversation(run.tenant, message.hash)).toEqual([message]);
  });

  it('takes the same blob and the same message again', async () => {
    const run = await fixture.drive();
    const body = new TextEncoder().encode('twice');
    const more = {
      blobs: [{ hash: sha256(body), body }],
      messages: [{ hash: sha256('m'), previous: undefined, body: '{}' }],
    };
    await run.append([note('first')], more);
    await run.append([note('second')], more);

    expect(await fixture.store.findBlob(run.tenant, sha256(body))).toEqual(body);
  });

  it('writes what a new run brings along', async () => {
    const run = await fixture.submit();
    const body = new Uint8Array([0, 255, 10, 13, 0]);
    await fixture.store.submit({
      ...run.toNewRun(),
      tenant: fixture.newTenant(),
      blobs: [{ hash: sha256(body), body }],
    });

    expect(await fixture.store.findBlob(fixture.tenant, sha256(body))).toEqual(body);
    expect(await fixture.store.findBlob(run.tenant, sha256(body))).toBeUndefined();
  });

  it('keeps a megabyte of text of every script unchanged', async () => {
    const run = await fixture.drive();
    const text = 'naïve – 数据 – שלום – 👩‍👩‍👧 – \u0000 – \u{10FFFF} – "\'\\;--\n\t'.repeat(25_000);
    await run.append([note('text', text)]);

    expect(text.length).toBeGreaterThan(1_000_000);
    expect(await fixture.store.readEntries(run.tenant, run.run, ALL)).toEqual(run.entries);
  });

  it('keeps a megabyte of bytes unchanged', async () => {
    const run = await fixture.drive();
    const body = Uint8Array.from({ length: 1_048_576 }, (_, index) => (index * 31) % 256);
    await run.append([note('bytes')], { blobs: [{ hash: sha256(body), body }] });

    expect(sha256((await fixture.store.findBlob(run.tenant, sha256(body))) ?? '')).toBe(sha256(body));
  });

  it('reads a conversation from its beginning to the message that is asked for', async () => {
    const run = await fixture.drive();
    const messages = toChain(['a', 'b', 'c']);
    await run.append([note('all')], { messages });

    expect(await fixture.store.readConversation(run.tenant, messages[1].hash)).toEqual(messages.slice(0, 2));
  });

  it('says so when a conversation lacks a message', async () => {
    const run = await fixture.drive();
    const [, second] = toChain(['a', 'b']);
    await run.append([note('torn')], { messages: [second] });

    await expect(fixture.store.readConversation(run.tenant, second.hash)).rejects.toMatchObject({
      code: 'journal_corrupt',
    });
  });

  it('keeps an execution for each call, with the usage it had', async () => {
    const run = await fixture.drive();
    const base = { tenant: run.tenant, run: run.run, startedAt: 1, finishedAt: 2, attempts: 1 } as const;
    const executions = [
      {
        ...base,
        seq: 2,
        path: path('a/turn/1/model/1'),
        kind: 'model',
        model: 'm',
        usage: { inputTokens: 3, outputTokens: 4, costNanoUsd: 5, estimated: true },
      },
      { ...base, seq: 3, path: path('a/turn/1/tool/1'), kind: 'tool', tool: 't', errorCode: 'step_failed' },
    ] as const;
    await run.append([note('model'), note('tool')], { executions });

    expect(await fixture.store.listExecutions(run.tenant, run.run)).toEqual(executions);
  });

  it('shows a run as the last append left it', async () => {
    const run = await fixture.drive();
    await run.append([note('work'), completed]);

    expect(await fixture.store.findRun(run.tenant, run.run)).toMatchObject({ status: 'completed', title: 'A run' });
  });
}

function toChain<const Bodies extends readonly string[]>(bodies: Bodies) {
  let previous: Hash | undefined;
  return bodies.map((text) => {
    const message = { hash: sha256(`${previous ?? ''}\n${text}`), previous, body: JSON.stringify({ text }) };
    previous = message.hash;
    return message;
  }) as { [Index in keyof Bodies]: { hash: Hash; previous: Hash | undefined; body: string } };
}
