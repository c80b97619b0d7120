/** How agents have done in the runs of their tenant so far. */
import type { AgentId, TenantId } from '@tutti/protocol';
import * as z from 'zod';

/** A bid that an agent once made, and what became of its work. */
export const PastBid = z.object({ confidence: z.number().min(0).max(1), good: z.boolean() });
export type PastBid = z.infer<typeof PastBid>;

export interface AgentRecord {
  readonly agent: AgentId;
  /** Its finished runs, and how many of them came to a good end. */
  readonly finished: number;
  readonly good: number;
  /** Of auctions that it won, the newest first. */
  readonly bids: readonly PastBid[];
}

export interface AgentRecords {
  /** Agents that nothing is known of may be left out. */
  find(tenant: TenantId, agents: readonly AgentId[]): Promise<readonly AgentRecord[]>;
}
