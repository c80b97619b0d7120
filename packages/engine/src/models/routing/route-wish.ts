/** What a call asks of the model that answers it. */
import type { Budget, Complexity, ModelId, ModelPolicy, TenantId } from '@tutti/protocol';
import type { RequestSize } from '../money/measure-request.ts';

export interface RouteWish {
  readonly tenant: TenantId;
  readonly policy: Pick<ModelPolicy, 'prefer' | 'fallback' | 'otherwise' | 'paid'>;
  readonly complexity: Complexity;
  readonly size: RequestSize;
  readonly needsTools: boolean;
  readonly needsStructure: boolean;
  readonly maxOutputTokens: number;
  /** What came of earlier attempts of the same logical call. */
  readonly tried?: Tried;
  /** What is left on the account that refused what was chosen before. */
  readonly left?: Budget;
  /** Where that is too little, fewer tokens may come, but not fewer than these. */
  readonly leastOutputTokens?: number;
  /** Only routes that have answered lately. */
  readonly onlyProven?: boolean;
}

export interface Tried {
  /** They failed; they are asked again when nothing else is open. */
  readonly routes: ReadonlySet<string>;
  /** They cannot answer this call. */
  readonly models: ReadonlySet<ModelId>;
  readonly providers: ReadonlySet<string>;
  /** The providers did not accept them: no wait of this call's will change that. Absent: none. */
  readonly keys?: ReadonlySet<string>;
  /** Their key never allows so many tokens at once: what it allows, in words. */
  readonly tooLarge: ReadonlyMap<string, string>;
  /** What was sent did not fit into a window of so many tokens. */
  readonly contextAbove: number;
}
