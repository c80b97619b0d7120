/** How much of everything a client may cost. */
export interface LiveLimits {
  /** More than this is not written to a socket before it has drained. */
  readonly highWaterBytes: number;
  /** Who does not drain for so long is let go. */
  readonly stallMs: number;
  /** How long the farewell may take to be read. */
  readonly farewellMs: number;
  /** How often connections are looked at. */
  readonly tickMs: number;
  /** How often it is asked whether a caller is still welcome. */
  readonly recheckMs: number;
  /** Words that come within this time go out together. */
  readonly glimpseMs: number;
  /** What changed about the server within this time is told at once. */
  readonly changesMs: number;
  /** Of a topic that somebody follows, so much is kept in memory. */
  readonly tailItems: number;
  readonly tailBytes: number;
  /** What is sent in one message. */
  readonly batchItems: number;
  readonly batchBytes: number;
  /** Pages of the store that are read for followers at the same time. */
  readonly readsAtOnce: number;
  /** In case that nobody said that there is something new. */
  readonly pollMs: number;
  readonly connections: number;
  readonly connectionsOfSession: number;
  readonly messageBytes: number;
  readonly badMessages: number;
}

export const LIVE_LIMITS: LiveLimits = {
  highWaterBytes: 256 * 1_024,
  stallMs: 20_000,
  farewellMs: 3_000,
  tickMs: 1_000,
  recheckMs: 3_000,
  glimpseMs: 30,
  changesMs: 500,
  tailItems: 1_000,
  tailBytes: 1_024 * 1_024,
  batchItems: 500,
  batchBytes: 256 * 1_024,
  readsAtOnce: 8,
  pollMs: 1_000,
  connections: 2_000,
  connectionsOfSession: 50,
  messageBytes: 64 * 1_024,
  badMessages: 3,
};
