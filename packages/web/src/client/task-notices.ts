/** What becomes of runs, told to everybody on the page who wants to know over one subscription. */
import type { TaskNotice } from '@tutti/protocol/api';

export type NoticeListener = (notices: readonly TaskNotice[]) => void;

export interface NoticePorts {
  follow(listener: { onNotices(notices: readonly TaskNotice[]): void; onCaughtUp(): void }): () => void;
  /** Lists may be out of date. */
  refresh(): void;
  later(act: () => void, delayMs: number): () => void;
}

const REFRESH_DELAY_MS = 200;

export class TaskNotices {
  readonly #ports: NoticePorts;
  readonly #listeners = new Set<NoticeListener>();
  #unfollow: (() => void) | undefined;
  #waiting = false;

  constructor(ports: NoticePorts) {
    this.#ports = ports;
  }

  subscribe(listener: NoticeListener): () => void {
    this.#listeners.add(listener);
    this.#unfollow ??= this.#ports.follow({
      onNotices: (notices) => {
        for (const one of this.#listeners) one(notices);
        this.#refreshSoon();
      },
      // Between reading a list and following, something may have happened.
      onCaughtUp: () => this.#refreshSoon(),
    });
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      this.#unfollow?.();
      this.#unfollow = undefined;
    };
  }

  /** A thousand notices a second are five refreshes. */
  #refreshSoon(): void {
    if (this.#waiting) return;
    this.#waiting = true;
    this.#ports.later(() => {
      this.#waiting = false;
      this.#ports.refresh();
    }, REFRESH_DELAY_MS);
  }
}
