/** What a server may send: so many messages in so much time, and so much that is no message of the protocol, before it is stopped. */
import type { Clock } from '@tutti/engine';
import type { Instant } from '@tutti/protocol';
import type { HideSecrets } from './hide-secrets.ts';
import { ToolServerError } from './tool-server-error.ts';

const MOST_MESSAGES = 10_000;
const WINDOW_MS = 10_000;
const MOST_FAULTS = 100;

export class MessageGate {
  readonly #clock: Clock;
  readonly #stop: (error: ToolServerError) => void;
  readonly #hide: HideSecrets;
  #since: Instant;
  #messages = 0;
  #faults = 0;

  constructor(clock: Clock, stop: (error: ToolServerError) => void, hide: HideSecrets) {
    this.#clock = clock;
    this.#stop = stop;
    this.#hide = hide;
    this.#since = clock.now();
  }

  count(): void {
    const now = this.#clock.now();
    if (now - this.#since > WINDOW_MS) [this.#since, this.#messages] = [now, 0];
    this.#messages += 1;
    if (this.#messages === MOST_MESSAGES)
      this.#refuse(`it sent more than ${MOST_MESSAGES} messages within ${WINDOW_MS / 1_000} s`);
  }

  /** Something that is no message, or answers nothing that was asked. */
  countFault(what: string): void {
    this.#faults += 1;
    if (this.#faults === MOST_FAULTS)
      this.#refuse(`it broke the protocol ${MOST_FAULTS} times, last: ${this.#hide(what).slice(0, 200)}`);
  }

  #refuse(message: string): void {
    this.#stop(new ToolServerError('tool_server_broken', message));
  }
}
