import { EXIT } from '../exit-code.ts';
import { listenForInterrupts } from './interrupts.ts';

export interface StopWish {
  /** What is under way may end; resolves when it has. */
  readonly drain: () => Promise<void>;
  readonly leave?: (exitCode: number) => void;
}

/** A service manager tells the whole group, and a launcher that hands signals on tells it again: that is one wish. */
const SAME_WISH_MS = 1_000;

/** The first signal lets what is under way end; after the second nothing is waited for. */
export function untilToldToStop({ drain, leave = (exitCode) => process.exit(exitCode) }: StopWish): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let toldAt: number | undefined;
  const tell = () => {
    if (toldAt === undefined) {
      toldAt = performance.now();
      drain().then(resolve, reject);
    } else if (performance.now() - toldAt > SAME_WISH_MS) leave(EXIT.terminated);
  };
  const stop = listenForInterrupts({
    interrupt: tell,
    terminate: tell,
    leaveAtOnce: () => leave(EXIT.interrupted),
  });
  return promise.finally(stop);
}
