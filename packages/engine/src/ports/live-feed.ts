/** What is seen while it happens. Losing a notice loses nothing: what counts is in the journal. */
import type { AgentId, Instant, RunEvent, RunId, StepKind, StepPath } from '@tutti/protocol';

export type LiveNotice =
  | { readonly type: 'events'; readonly run: RunId; readonly events: readonly RunEvent[] }
  | {
      readonly type: 'step.began';
      readonly run: RunId;
      readonly path: StepPath;
      readonly kind: StepKind;
      readonly name: string;
      readonly agent: AgentId | undefined;
      /** The tool or the model. */
      readonly what: string | undefined;
      readonly attempt: number;
      readonly at: Instant;
    }
  /** A piece of text; a higher attempt replaces everything of those before it. */
  | {
      readonly type: 'delta';
      readonly run: RunId;
      readonly path: StepPath;
      readonly attempt: number;
      readonly offset: number;
      readonly text: string;
    };

export interface LiveFeed {
  publish(notice: LiveNotice): void;
}
