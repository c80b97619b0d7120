import type { AgentId, Labelled } from '@tutti/protocol';

/** What became of a sub-task. */
export type Piece = MadePiece | MissingPiece;

export interface MadePiece extends Labelled {
  readonly status: 'accepted' | 'with_reservations';
  readonly by: AgentId;
  /** What the lead says of it, or why it said nothing. */
  readonly reason: string;
}

export interface MissingPiece {
  readonly status: 'missing';
  readonly reason: string;
}
