/** Answers to requests that may come again to the letter. What is lost here is only asked again. */
import type { Hash, TenantId } from '@tutti/protocol';

export interface KeptAnswer {
  readonly tenant: TenantId;
  /** Of everything that the answer depends on. */
  readonly hash: Hash;
  readonly body: string;
  readonly forMs: number;
}

export interface AnswerCache {
  /** Undefined once its time is over by the store's clock. */
  findAnswer(tenant: TenantId, hash: Hash): Promise<string | undefined>;
  /** In the place of the one with its hash. Of each tenant no more than so many bytes are kept: the oldest go first, and what is larger is not kept at all. */
  keepAnswer(answer: KeptAnswer, bounds: { readonly mostBytes: number }): Promise<void>;
}
