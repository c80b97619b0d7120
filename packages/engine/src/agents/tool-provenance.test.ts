/** What reached whoever calls a tool is told to the tool, and what a tool gives again from others stays theirs. */
import type { Label } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import type { ToolUse } from '../ports/tool.ts';
import { call, countedTool, ToolDesk } from '../testing/tool-desk.ts';
import { createFixedSource } from '../tools/toolbox.ts';

const WEB: Label = { source: 'web', name: 'evil.example' };

function openDesk() {
  const reached: (readonly Label[] | undefined)[] = [];
  const remember = countedTool('remember', 'read', { labelsOf: () => [WEB] });
  const note = countedTool('note', 'idempotent', {
    use: async (_input, use: ToolUse) => {
      reached.push(use.reached);
      return 'kept';
    },
  });
  const script = [call('note'), call('remember'), call('note'), { text: 'done' }];
  const desk = new ToolDesk({
    sources: [createFixedSource([remember, note])],
    answer: (_request, count) => script[count - 1] ?? { text: 'done' },
  });
  return { desk, reached };
}

describe('a call of a tool', () => {
  it('is told where everything came from that had reached the model', async () => {
    const { desk, reached } = openDesk();
    await desk.stage.run('turn');
    expect(reached[0]).toContainEqual({ source: 'owner' });
    expect(reached[0]).not.toContainEqual(WEB);
    expect(reached[1]).toContainEqual(WEB);
  });

  it('is recorded with the labels of what it gave again, and so is the answer', async () => {
    const { desk } = openDesk();
    const { run } = await desk.stage.run('turn');
    const steps = (await desk.stage.events(run)).flatMap((event) => (event.type === 'step.completed' ? [event] : []));
    const [remembered] = steps.filter(({ tool }) => tool === 'remember');
    expect(remembered?.labels).toEqual([{ source: 'tool', name: 'remember' }, WEB]);
    const request = desk.model.requests.at(-1);
    expect(
      request?.messages.find((message) => message.role === 'tool' && message.name === 'remember')?.labels,
    ).toContainEqual(WEB);
  });
});
