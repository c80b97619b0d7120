/** Who works at this installation. A process that announces nothing is not listed. */
import type { WorkerCard, WorkerRecord } from '@tutti/protocol';

export interface WorkerPage {
  readonly limit: number;
  /** Of those that are at work no more, only who ended or was lost this long ago or less. */
  readonly endedWithinMs: number;
}

export interface Fleet {
  /** Makes this process known to the others; again when something of it has changed. */
  announce(card: WorkerCard): Promise<void>;
  /** Those at work first, then the newest. */
  listWorkers(page: WorkerPage): Promise<readonly WorkerRecord[]>;
}
