import { type Json, listOpenApprovals, type RunEvent, type RunId, StepPath, toCanonicalText } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { ModelRequest } from '../ports/model.ts';
import { sha256 } from '../run/sha256.ts';
import { nextTurn } from '../testing/simulation/idle.ts';
import { SimClock } from '../testing/sim-clock.ts';
import { TEST_PRINCIPAL, type TestStage } from '../testing/test-stage.ts';
import { call, changingSource, countedTool, ToolDesk } from '../testing/tool-desk.ts';
import { createFixedSource } from '../tools/toolbox.ts';

const INPUT = { to: 'bob@example.com', subject: 'Hello' };

/** Asks for these calls, one after the other, whatever it is told, then ends. */
const script =
  (...calls: readonly Json[]) =>
  (_: ModelRequest, count: number) =>
    count <= calls.length ? call('mail__send', calls[count - 1]) : 'done';

function createMail(...calls: readonly Json[]) {
  const send = countedTool('mail__send', 'irreversible');
  const look = countedTool('mail__look', 'read');
  const source = changingSource('mail', () => [send, look]);
  return { send, look, desk: new ToolDesk({ sources: [source], answer: script(...calls) }) };
}

const named = (events: readonly RunEvent[]) =>
  events.flatMap((event) => (event.type === 'domain.recorded' ? [[event.name, event.data]] : []));

describe('a call that a person is asked about', () => {
  it('is shown as it would be made, and made exactly so once it is approved', async () => {
    const { desk, send } = createMail(INPUT);
    const run = await desk.stage.submit('turn');
    const open = await desk.findOpen(run);
    expect(open).toMatchObject({
      key: 'approval:tool',
      title: 'ann asks to call mail__send',
      decisions: ['approved', 'rejected'],
    });
    const shows = open.shows as Record<string, Json>;
    expect(shows).toMatchObject({
      kind: 'tool',
      agent: 'ann',
      tool: 'mail__send',
      effect: 'irreversible',
      input: INPUT,
    });
    expect(shows['call']).toBe(sha256(toCanonicalText({ tool: 'mail__send', hash: shows['toolHash'], input: INPUT })));
    expect(open.subject).toBe(sha256(toCanonicalText(shows)));
    expect(send.inputs).toEqual([]);
    expect(desk.stage.engine.driving).toBe(0);

    await desk.decide(run, 'approved');
    expect((await desk.stage.ended(run)).output).toEqual({ value: 'done' });
    expect(send.inputs).toEqual([INPUT]);
    expect(desk.told).toEqual(['did mail__send']);
  });

  it('cannot be approved by what was said about another call', async () => {
    const { desk, send } = createMail(INPUT, { ...INPUT, to: 'eve@example.com' });
    const run = await desk.stage.submit('turn');
    const first = await desk.findOpen(run);
    await desk.decide(run, 'approved');
    const second = await desk.findOpen(run);
    expect(second.subject).not.toBe(first.subject);
    const reuse = { path: second.path, subject: first.subject, decision: 'approved' } as const;
    await expect(desk.stage.engine.answerApproval(TEST_PRINCIPAL, run, reuse)).rejects.toMatchObject({
      code: 'approval_changed',
    });
    const payload = { decision: 'approved', subject: first.subject };
    await desk.stage.engine.send(TEST_PRINCIPAL, run, { key: 'approval:tool', payload });
    await expect.poll(() => desk.stage.types(run)).toContain('signal.refused');
    expect(send.inputs).toEqual([INPUT]);
  });

  it('is asked about again when the same call comes again: an approval is for one call', async () => {
    const { desk, send } = createMail(INPUT, INPUT);
    const run = await desk.stage.submit('turn');
    await desk.decide(run, 'approved');
    await desk.decide(run, 'approved');
    await desk.stage.ended(run);
    expect(send.inputs).toEqual([INPUT, INPUT]);
  });

  it('is not made when it is rejected; the model is told why, and nobody is asked about the same call again', async () => {
    const { desk, send } = createMail(INPUT, INPUT, INPUT);
    const run = await desk.stage.submit('turn');
    await desk.decide(run, 'rejected', 'Bob left us.');
    expect((await desk.stage.ended(run)).output).toEqual({ value: 'done' });
    expect(send.inputs).toEqual([]);
    expect(desk.told).toEqual([
      'The call was not made: a person said no. They said: Bob left us.',
      expect.stringContaining('already said no to exactly this call'),
      expect.stringContaining('already said no to exactly this call'),
    ]);
    expect(named(await desk.stage.events(run))).toEqual([
      ['tool.rejected', { value: expect.objectContaining({ agent: 'ann', tool: 'mail__send' }) }],
    ]);
  });

  it('is not made when nobody decides in time', async () => {
    const clock = new SimClock();
    const send = countedTool('mail__send', 'irreversible');
    const desk = new ToolDesk({
      sources: [changingSource('mail', () => [send])],
      answer: script(INPUT),
      stage: { clock },
      clock,
    });
    desk.setRules({ waitMinutes: 30 });
    const run = await desk.stage.submit('turn');
    const { path } = await desk.findOpen(run);
    expect((await desk.stage.state(run)).waits[path]?.until).toBe(clock.now() + 30 * 60_000);
    clock.advanceTo(clock.now() + 30 * 60_000);
    expect((await desk.stage.ended(run)).output).toEqual({ value: 'done' });
    expect(send.inputs).toEqual([]);
    expect(desk.told).toEqual(['The call was not made: nobody decided about it in time.']);
  });

  it('shows the beginning of long arguments and says where all of them are', async () => {
    const body = 'x'.repeat(30_000);
    const { desk, send } = createMail({ ...INPUT, body });
    const run = await desk.stage.submit('turn');
    const shows = (await desk.findOpen(run)).shows as Record<string, Json>;
    expect(shows).toMatchObject({ tool: 'mail__send', whole: false, path: 'turn/1/call/1/arguments/1' });
    expect(shows['preview']).toContain('bob@example.com');
    const whole = (await desk.stage.events(run)).find((event) => 'path' in event && event.path === shows['path']);
    expect(whole).toMatchObject({ type: 'step.completed', output: { value: { ...INPUT, body } } });
    const other = { ...INPUT, body: `${body.slice(1)}y` };
    expect(shows['call']).not.toBe(
      sha256(toCanonicalText({ tool: 'mail__send', hash: shows['toolHash'], input: other })),
    );
    await desk.decide(run, 'approved');
    await desk.stage.ended(run);
    expect(send.inputs).toEqual([{ ...INPUT, body }]);
  });

  it('is shown and judged with the arguments that the tool gets, also those that the model left out', async () => {
    const Push = z.object({ branch: z.string(), force: z.boolean().default(true) });
    const push = countedTool('git__push', 'irreversible', { input: Push as z.ZodType<Json> });
    const calls = [{ branch: 'main' }, { branch: 'main', force: false }, { branch: 7 }];
    const desk = new ToolDesk({
      sources: [changingSource('git', () => [push])],
      answer: (_, count) => (count <= calls.length ? call('git__push', calls[count - 1]) : 'done'),
    });
    desk.setRules({
      rules: [{ tool: 'git__push', arguments: { force: 'false' }, verdict: 'deny', because: 'force it' }],
    });
    const run = await desk.stage.submit('turn');
    expect((await desk.findOpen(run)).shows).toMatchObject({ input: { branch: 'main', force: true } });
    await desk.decide(run, 'approved');
    expect((await desk.stage.ended(run)).output).toEqual({ value: 'done' });
    expect(push.inputs).toEqual([{ branch: 'main', force: true }]);
    expect(desk.told.slice(1)).toEqual([
      'The call was not made, because the policy does not allow it: force it.',
      expect.stringContaining('The input is not valid'),
    ]);
  });

  it('is not made when it was forbidden while a person thought about it', async () => {
    const { desk, send } = createMail(INPUT);
    const run = await desk.stage.submit('turn');
    await desk.findOpen(run);
    desk.setRules({ rules: [{ tool: 'mail', verdict: 'deny', because: 'the mail server is being moved' }] });
    await desk.decide(run, 'approved');
    await desk.stage.ended(run);
    expect(send.inputs).toEqual([]);
    expect(desk.told).toEqual(['The tool failed: the mail server is being moved']);
    expect(await desk.stage.types(run)).not.toContain('effect.intended');
  });

  it('is made once, whenever the process is killed', async () => {
    let wasKilled = true;
    for (let nth = 1; wasKilled; nth++) {
      const { desk, send } = createMail(INPUT);
      const run = await desk.stage.submit('turn');
      const killed = killAt(desk.stage, nth);
      const restarted = killed.then((isDead) => isDead && desk.stage.restart());
      await decideAsItComes(desk, run, { restarted, didHappen: () => send.inputs.length > 0 });
      wasKilled = await killed;
      expect((await desk.stage.ended(run)).output).toEqual({ value: 'done' });
      expect(send.inputs, `killed at write ${nth}`).toEqual([INPUT]);
      const asked = (await desk.stage.events(run)).filter(
        (event) => event.type === 'signal.received' && event.key === 'approval:tool',
      );
      expect(asked).toHaveLength(1);
      if (!wasKilled) expect(nth).toBeGreaterThan(6);
    }
  });
});

/** Ends the process after the nth write of the journal, before anybody hears that it was made; true: it came to that. */
function killAt({ store }: TestStage, nth: number): Promise<boolean> {
  const killed = Promise.withResolvers<boolean>();
  const append = store.append.bind(store);
  let count = 0;
  store.append = async (wish) => {
    count++;
    if (count > nth) return new Promise<void>(() => {});
    await append(wish);
    if (count < nth) {
      if (wish.summary.status === 'completed') killed.resolve(false);
      return;
    }
    killed.resolve(true);
    await new Promise<void>(() => {});
  };
  return killed.promise;
}

interface Person {
  readonly restarted: Promise<unknown>;
  didHappen(): boolean;
}

/** What a person does who looks again and again: approves what is asked, and says of an effect in doubt what is true. */
async function decideAsItComes(desk: ToolDesk, run: RunId, { restarted, didHappen }: Person): Promise<void> {
  for (;;) {
    const { engine } = desk.stage;
    const state = await desk.stage.state(run);
    if (state.status === 'completed') return;
    const [open] = listOpenApprovals(state);
    if (open?.kind === 'request') {
      const { path, subject } = open;
      const approved = engine.answerApproval(TEST_PRINCIPAL, run, { path, subject, decision: 'approved' });
      const refused = approved.catch((error: unknown) => expect(error).toMatchObject({ code: 'approval_not_found' }));
      // Nobody is answered by a process that died meanwhile.
      await Promise.race([refused, restarted]);
    } else if (open) {
      const { path, attempt } = open;
      const verdict = didHappen() ? 'happened' : 'not_happened';
      await engine.answerDoubt(TEST_PRINCIPAL, run, { path, verdict, output: 'did mail__send', attempt });
    }
    await nextTurn();
  }
}

describe('what the policy forbids', () => {
  it('never happens by an agent that may only read, whatever its model asks for', async () => {
    const effects = ['idempotent', 'compensatable', 'irreversible'] as const;
    const tools = effects.map((effect) => countedTool(`world__${effect}`, effect));
    const fixed = effects.map((effect) => countedTool(`do_${effect}`, effect));
    const all = [...tools, ...fixed];
    const obey = (_: ModelRequest, count: number) =>
      count <= all.length ? call(all[count - 1]?.name ?? '', { count }) : 'done';
    const desk = new ToolDesk({
      sources: [changingSource('world', () => tools), createFixedSource(fixed)],
      answer: obey,
      agent: { effects: ['pure', 'read'], ask: [] },
    });
    desk.setRules({
      rules: [
        { verdict: 'allow' },
        { agent: 'ann', tool: 'world', verdict: 'allow' },
        { tool: 'do_*', verdict: 'ask' },
      ],
    });
    const { run, output } = await desk.stage.run('turn');
    expect(output).toEqual({ value: 'done' });
    for (const tool of all) expect(tool.inputs).toEqual([]);
    expect(desk.told).toHaveLength(all.length);
    for (const text of desk.told) expect(text).toContain('the policy does not allow it: ann may not cause effects');
    const recorded = named(await desk.stage.events(run));
    expect(recorded.map(([name]) => name)).toEqual(all.map(() => 'tool.denied'));
    expect(await desk.stage.types(run)).not.toContain('effect.intended');
  });

  it('is decided by the rules of the installation, by their arguments too, and recorded with its reason', async () => {
    const { desk, send } = createMail({ ...INPUT, to: 'bob@rival.com' }, INPUT);
    desk.setRules({
      rules: [
        { tool: 'mail', verdict: 'deny' },
        { tool: 'mail__send', arguments: { to: '*@example.com' }, verdict: 'allow', because: 'our own people' },
      ],
    });
    const { run } = await desk.stage.run('turn');
    expect(send.inputs).toEqual([INPUT]);
    expect(desk.told[0]).toContain('rule 1 of the installation (tool mail)');
    const events = await desk.stage.events(run);
    expect(named(events)).toEqual([
      ['tool.denied', { value: expect.objectContaining({ rule: 1, tool: 'mail__send' }) }],
    ]);
    const answers = events.flatMap((event) =>
      event.type === 'step.completed' && event.kind === 'model' && 'value' in event.output ? [event.output.value] : [],
    );
    expect(answers[1]).toMatchObject({
      decisions: [{ call: 0, verdict: 'allow', rule: 2, because: 'our own people' }],
    });
  });

  it('stays decided on replay when the rules are others by then', async () => {
    const { desk, send } = createMail({ ...INPUT, to: 'first@example.com' }, INPUT);
    desk.setRules({ rules: [{ tool: 'mail__send', arguments: { to: 'first*' }, verdict: 'deny' }] });
    const run = await desk.stage.submit('turn');
    await desk.findOpen(run);
    desk.setRules({ rules: [{ verdict: 'allow' }] });
    desk.stage.restart();
    await desk.decide(run, 'approved');
    expect((await desk.stage.ended(run)).output).toEqual({ value: 'done' });
    expect(send.inputs).toEqual([INPUT]);
  });

  it('also holds for a tool of the build that would simply be allowed, and a rule may have a person asked about it', async () => {
    const add = countedTool('add', 'pure');
    const desk = new ToolDesk({
      sources: [createFixedSource([add])],
      answer: (_, count) => (count <= 2 ? call('add', { count }) : 'done'),
    });
    desk.setRules({
      rules: [
        { tool: 'add', arguments: { count: '1' }, verdict: 'deny' },
        { tool: 'add', verdict: 'ask' },
      ],
    });
    const run = await desk.stage.submit('turn');
    await desk.decide(run, 'approved');
    await desk.stage.ended(run);
    expect(add.inputs).toEqual([{ count: 2 }]);
  });

  it('is asked about where a person has put words in the place of the model that nothing was decided about', async () => {
    const { desk, send, look } = createMail(INPUT);
    const first = await desk.stage.submit('turn');
    await desk.decide(first, 'rejected');
    await desk.stage.ended(first);
    const toolCalls = [
      { id: 'x', name: 'mail__look', input: {} },
      { id: 'y', name: 'mail__send', input: INPUT },
    ];
    const output = { text: '', toolCalls, labels: [] };
    const edited = await desk.stage.engine.retry(TEST_PRINCIPAL, first, {
      from: StepPath.parse('turn/1/model/1'),
      output,
    });
    await desk.decide(edited, 'rejected');
    await desk.decide(edited, 'rejected');
    await desk.stage.ended(edited);
    expect([...send.inputs, ...look.inputs]).toEqual([]);
  });
});
