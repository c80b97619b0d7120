import { describe, expect, it } from 'vitest';
import { type NoticePorts, TaskNotices } from './task-notices.ts';

type Followed = Parameters<NoticePorts['follow']>[0];

function createPorts() {
  const followed: Followed[] = [];
  const waiting: (() => void)[] = [];
  const refreshes: PromiseWithResolvers<void>[] = [];
  let left = 0;
  const ports: NoticePorts = {
    follow: (listener) => {
      followed.push(listener);
      return () => void left++;
    },
    refresh: () => {
      const refresh = Promise.withResolvers<void>();
      refreshes.push(refresh);
      return refresh.promise;
    },
    later: (act) => {
      waiting.push(act);
      return () => {};
    },
  };
  const elapse = (): void => {
    for (const act of waiting.splice(0)) act();
  };
  /** Lets everything happen that waits for a promise that has settled. */
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
  };
  return { ports, followed, refreshes, waiting, elapse, settle, left: () => left };
}

describe('TaskNotices', () => {
  it('reads lists once for a storm of notices, and once more for what came while it was reading', async () => {
    const { ports, followed, refreshes, waiting, elapse, settle } = createPorts();
    new TaskNotices(ports).subscribe(() => {});
    for (let count = 0; count < 1_000; count++) followed[0]?.onNotices([]);
    elapse();
    expect(refreshes).toHaveLength(1);
    for (let count = 0; count < 1_000; count++) followed[0]?.onNotices([]);
    elapse();
    expect(refreshes).toHaveLength(1);
    refreshes[0]?.resolve();
    await settle();
    elapse();
    expect(refreshes).toHaveLength(2);
    refreshes[1]?.resolve();
    await settle();
    expect(waiting).toHaveLength(0);
  });

  it('goes on after a refresh that failed', async () => {
    const { ports, followed, refreshes, elapse, settle } = createPorts();
    new TaskNotices(ports).subscribe(() => {});
    followed[0]?.onCaughtUp();
    elapse();
    refreshes[0]?.reject(new Error('away'));
    await settle();
    followed[0]?.onCaughtUp();
    elapse();
    expect(refreshes).toHaveLength(2);
  });

  it('follows anew when it is restarted, and nothing when nobody listens', () => {
    const { ports, followed, left } = createPorts();
    const notices = new TaskNotices(ports);
    notices.restart();
    expect(followed).toHaveLength(0);
    const stop = notices.subscribe(() => {});
    notices.restart();
    expect({ followed: followed.length, left: left() }).toEqual({ followed: 2, left: 1 });
    stop();
    expect(left()).toBe(2);
  });
});
