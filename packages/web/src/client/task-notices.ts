/** What becomes of runs, told to everybody on the page who wants to know over one subscription. */
import type { TaskNotice } from '@tutti/protocol/api';

export type NoticeListener = (notices: readonly TaskNotice[]) => void;

export interface NoticePorts {
  follow(listener: { onNotices(notices: readonly TaskNotice[]): void; onCaughtUp(): void }): () => void;
  /** Lists may be out of date; settles when they have been read again. */
  refresh(): Promise<unknown>;
  later(act: () => void, delayMs: number): () => void;
}

const REFRESH_DELAY_MS = 200;

export class TaskNotices {
  readonly #ports: NoticePorts;
  readonly #listeners = new Set<NoticeListener>();
  #unfollow: (() => void) | undefined;
  #isStale = false;
  #isBusy = false;

  constructor(ports: NoticePorts) {
    this.#ports = ports;
  }

  subscribe(listener: NoticeListener): () => void {
    this.#listeners.add(listener);
    this.#unfollow ??= this.#follow();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      this.#unfollow?.();
      this.#unfollow = undefined;
    };
  }

  /** Over the connection that there is now. */
  restart(): void {
    this.#unfollow?.();
    this.#unfollow = this.#listeners.size > 0 ? this.#follow() : undefined;
  }

  #follow(): () => void {
    return this.#ports.follow({
      onNotices: (notices) => {
        for (const one of this.#listeners) one(notices);
        this.#refreshSoon();
      },
      // Between reading a list and following, something may have happened.
      onCaughtUp: () => this.#refreshSoon(),
    });
  }

  /** One refresh at a time: in a storm of notices a list that is asked for again before it came would never come. */
  #refreshSoon(): void {
    this.#isStale = true;
    if (this.#isBusy) return;
    this.#isBusy = true;
    this.#ports.later(() => void this.#refresh(), REFRESH_DELAY_MS);
  }

  async #refresh(): Promise<void> {
    this.#isStale = false;
    // What went wrong is shown by the list that it went wrong for.
    await this.#ports.refresh().catch(() => {});
    this.#isBusy = false;
    if (this.#isStale) this.#refreshSoon();
  }
}
