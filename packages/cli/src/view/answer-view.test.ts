import { createEngine, type Program } from '@tutti/engine';
import { createMemoryStore } from '@tutti/engine/testing';
import { Json, LOCAL_OWNER, StepPath } from '@tutti/protocol';
import { LiveHub } from '@tutti/server/home';
import { describe, expect, it, onTestFinished } from 'vitest';
import { followLocally } from '../desk/follow-locally.ts';
import type { RunReport } from '../runs/run-report.ts';
import { RunWatch } from '../runs/run-watch.ts';
import { createRecordedTerminal } from '../testing/recorded-terminal.ts';
import { AnswerView } from './answer-view.ts';

const answers: Program = {
  name: 'answers',
  version: 1,
  input: Json,
  run: async (_scope, { input, labels }) => ({ output: { text: input }, labels }),
};

/** A run that has given this answer, and how it is told of. */
async function finish(text: string) {
  const hub = new LiveHub();
  const engine = createEngine({ store: createMemoryStore(), live: hub, build: 'test', programs: [answers] });
  onTestFinished(() => engine.close(0));
  engine.start();
  const run = await engine.submit(LOCAL_OWNER, { program: 'answers', title: 'answers', input: text });
  await engine.untilSettled(LOCAL_OWNER, run);
  const desk = { follow: followLocally.bind(undefined, { engine, hub, principal: LOCAL_OWNER }) };
  const { signal } = new AbortController();
  const watch = await RunWatch.open(desk, run, { signal, hear: () => {}, onReconnecting: () => {} });
  const none = { executions: [], models: [], decisions: [], waitsForModel: [], open: [], artefacts: [], feedback: [] };
  const report: RunReport = { ...none, state: watch.state, stateHash: '', output: { text } };
  const delta = (piece: string, attempt: number) =>
    ({ type: 'delta', run, path: StepPath.parse('turn/1/model/1'), attempt, offset: 0, text: piece }) as const;
  return { watch, report, delta };
}

describe('an answer', () => {
  it('is written to a terminal as it comes, and not again when it is whole', async () => {
    const { watch, report, delta } = await finish('Soup with bread.');
    const terminal = createRecordedTerminal({ isTty: true });
    const view = new AnswerView(terminal, false);
    for (const piece of ['Soup ', 'with bread.']) view.hear(watch, delta(piece, 1), []);
    expect(terminal.outText).toBe('Soup with bread.');
    view.end();
    view.tell(report);
    expect(terminal.outText).toBe('Soup with bread.\n');
    expect(terminal.errText).toContain('completed');
  });

  it('that was cut and made anew begins on a line of its own there', async () => {
    const { watch, report, delta } = await finish('Pie.');
    const terminal = createRecordedTerminal({ isTty: true });
    const view = new AnswerView(terminal, false);
    view.hear(watch, delta('Soup wi', 1), []);
    view.hear(watch, delta('Pie.', 2), []);
    view.end();
    view.tell(report);
    expect(terminal.outText).toBe('Soup wi\nPie.\n');
  });

  it('goes into a pipe once, whole and as it is', async () => {
    const { watch, report, delta } = await finish('Pie.\u001b[1m');
    const terminal = createRecordedTerminal();
    const view = new AnswerView(terminal, false);
    for (const [index, piece] of ['Soup wi', 'Pie.'].entries()) view.hear(watch, delta(piece, index + 1), []);
    expect(terminal.outText).toBe('');
    view.end();
    view.tell(report);
    expect(terminal.outText).toBe('Pie.\u001b[1m\n');
  });

  it('cannot redraw the terminal that it is shown on', async () => {
    const { watch, report, delta } = await finish('Pie.\u001b[2J');
    const terminal = createRecordedTerminal({ isTty: true });
    const view = new AnswerView(terminal, false);
    view.hear(watch, delta('Pie.\u001b[2J', 1), []);
    view.end();
    view.tell(report);
    expect(terminal.outText).toBe('Pie.[2J\n');
  });
});
