import type { AgentId, Labelled } from '@tutti/protocol';
import type { QualityReport } from '../../quality/check-answer.ts';

/** What one member made, and what can be told of it without a model. */
export interface Attempt {
  readonly by: AgentId;
  readonly answer: Labelled;
  readonly report: QualityReport;
}
