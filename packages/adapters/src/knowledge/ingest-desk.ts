/**
 * Reads what was uploaded, one document after the other, each in a thread of its own. Whatever happens to this process meanwhile, the
 * version that is searched stays as it was until the next one is whole; what was left half read is read again by whoever comes next.
 */
import { createHash } from 'node:crypto';
import type { ClaimedVersion, Clock, KnowledgeStore, Random } from '@tutti/engine';
import { type ReadingProblem, UPLOAD_LIMITS } from '@tutti/protocol';
import { type ReadingLimits, readInThread } from './reading/read-in-thread.ts';
import type { Read } from './reading/thread-messages.ts';

export interface IngestParts {
  readonly store: KnowledgeStore;
  readonly clock: Clock;
  readonly random: Random;
  /** Other processes read there too: what one of them has claimed is left to it as long as it is heard of. */
  readonly isShared: boolean;
  readonly limits?: ReadingLimits;
  /** A version is searched from now on. */
  onReady(version: ClaimedVersion): void;
  onProblem(error: unknown): void;
}

const LIMITS: ReadingLimits = { timeoutMs: 120_000, heapMib: 512 };
const LEASE_MS = 60_000;
const KEEP_MS = 15_000;
/** How soon what another process has left is looked for. */
const LOOK_MS = 30_000;
const PASSAGES_AT_ONCE = 100;
const CLAIM_BYTES = 12;

export class IngestDesk implements AsyncDisposable {
  readonly #parts: IngestParts;
  readonly #closing = new AbortController();
  #working: Promise<void> | undefined;
  #isAwaited = false;
  #stopLooking: () => void = () => {};

  constructor(parts: IngestParts) {
    this.#parts = parts;
  }

  /** Looks for work now, and again and again. */
  start(): void {
    this.wake();
    this.#arm();
  }

  /** There may be something to read. */
  wake(): void {
    if (this.#closing.signal.aborted) return;
    this.#isAwaited = true;
    this.#working ??= this.#work().finally(() => {
      this.#working = undefined;
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopLooking();
    this.#closing.abort(new Error('the process ends'));
    await this.#working;
  }

  #arm(): void {
    const { clock } = this.#parts;
    this.#stopLooking = clock.at(clock.now() + LOOK_MS, () => this.start());
  }

  async #work(): Promise<void> {
    try {
      while (this.#isAwaited) {
        this.#isAwaited = false;
        await this.#readAll();
        while (!this.#closing.signal.aborted && (await this.#sweep()));
      }
    } catch (error) {
      if (!this.#closing.signal.aborted) this.#parts.onProblem(error);
    }
  }

  async #sweep(): Promise<boolean> {
    const { store, clock } = this.#parts;
    const at = clock.now();
    return (await store.dropStale({ before: at - UPLOAD_LIMITS.restMs, at })) || store.sweep();
  }

  async #readAll(): Promise<void> {
    for (;;) {
      if (this.#closing.signal.aborted) return;
      const claimed = await this.#claim();
      if (!claimed) return;
      await this.#read(claimed);
    }
  }

  #claim(): Promise<ClaimedVersion | undefined> {
    const { store, clock, random, isShared } = this.#parts;
    const now = clock.now();
    const claim = Buffer.from(random.bytes(CLAIM_BYTES)).toString('base64url');
    // Where nobody else can be reading, whatever is still being read was left by a process that has died.
    return store.claimVersion({ claim, now: isShared ? now : Number.MAX_SAFE_INTEGER, until: now + LEASE_MS });
  }

  async #read(claimed: ClaimedVersion): Promise<void> {
    const { store, clock, limits = LIMITS } = this.#parts;
    const lost = new AbortController();
    const signal = AbortSignal.any([lost.signal, this.#closing.signal]);
    let progress = 0;
    let told = 0;
    const keep = async () => {
      told = clock.now();
      // Half of the work is to read, the other half to keep what was read.
      if (!(await store.keepClaim(claimed, { progress, until: told + LEASE_MS })))
        lost.abort(new Error('somebody else has this version, or it was removed'));
    };
    const timer = setInterval(() => void keep().catch(() => undefined), KEEP_MS);
    const onProgress = (done: number) => {
      progress = Math.floor(done / 2);
      if (clock.now() - told > 500) void keep().catch(() => undefined);
    };
    try {
      const bytes = await this.#fetch(claimed);
      const read =
        'code' in bytes
          ? bytes
          : await readInThread({ name: claimed.name, bytes: bytes.all }, limits, { onProgress, signal });
      if ('code' in read) await store.failVersion(claimed, read);
      else await this.#keep(claimed, read, { signal, onProgress: (done) => onProgress(100 + done) });
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      clearInterval(timer);
    }
  }

  async #fetch(claimed: ClaimedVersion): Promise<{ readonly all: Uint8Array } | ReadingProblem> {
    const { store } = this.#parts;
    const parts: Uint8Array[] = [];
    for (const part of await store.listParts(claimed))
      parts.push((await store.readPart(claimed, part)) ?? new Uint8Array());
    const all = Buffer.concat(parts);
    const hash = createHash('sha256').update(all).digest('hex');
    if (hash === claimed.hash && all.length === claimed.bytes) return { all };
    return { code: 'document_part_refused', message: 'what has arrived is not what was announced; send it again' };
  }

  async #keep(
    claimed: ClaimedVersion,
    { passages, ...read }: Read,
    { signal, onProgress }: { signal: AbortSignal; onProgress: (done: number) => void },
  ): Promise<void> {
    const { store, onReady } = this.#parts;
    for (let from = 0; from < passages.length; from += PASSAGES_AT_ONCE) {
      signal.throwIfAborted();
      const isMine = await store.putPassages(claimed, passages.slice(from, from + PASSAGES_AT_ONCE), from === 0);
      if (!isMine) return;
      onProgress((from / passages.length) * 100);
    }
    if (await store.finishVersion(claimed, { ...read, passages: passages.length })) onReady(claimed);
  }
}
