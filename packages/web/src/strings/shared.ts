/** Words that several pages use for the things of the product. */
import type { EffectClass, LabelSource, Mark, PatternWish, Priority, RunStatus } from '@tutti/protocol';

const STATUS: Record<RunStatus, string> = {
  queued: 'Queued',
  running: 'Running',
  waiting: 'Waiting',
  paused: 'Paused',
  quarantined: 'Quarantined',
  completed: 'Completed',
  failed: 'Failed',
  cancelled: 'Cancelled',
};

const MARK: Record<Mark, string> = {
  pending: 'not begun',
  running: 'running',
  waiting: 'waiting',
  doubt: 'in doubt',
  done: 'done',
  failed: 'failed',
  stopped: 'stopped',
};

const PRIORITY: Record<Priority, string> = {
  critical: 'Critical',
  high: 'High',
  normal: 'Normal',
  low: 'Low',
  background: 'Background',
};

const PATTERN: Record<PatternWish, string> = {
  auto: 'Auto',
  sequential: 'Sequential',
  parallel: 'Parallel',
  pipeline: 'Pipeline',
  hierarchical: 'Hierarchical',
  collaborative: 'Collaborative',
  competitive: 'Competitive',
  consensus: 'Consensus',
  auction: 'Auction',
  swarm: 'Swarm',
};

const EFFECT: Record<EffectClass, string> = {
  pure: 'Touches nothing outside the run.',
  read: 'Reads from the world and changes nothing.',
  idempotent: 'Changes the world; doing it twice is the same as doing it once.',
  compensatable: 'Changes the world and can be undone. Written down before it acts.',
  irreversible: 'Changes the world and cannot be undone. Never repeated on a guess.',
};

const LABEL: Record<LabelSource, string> = {
  owner: 'Words of the owner of this installation',
  user: 'Words of a person',
  tool: 'What a tool returned',
  web: 'Text from the web: not to be trusted',
  document: 'Text from a document',
  agent: 'Words of another agent',
  model: 'Words of a model',
  rehearsal: 'Words of the rehearsal model, a stand-in that knows nothing',
};

export const sharedText = {
  status: STATUS,
  mark: MARK,
  priority: PRIORITY,
  pattern: PATTERN,
  effect: EFFECT,
  label: LABEL,
  rehearsal: 'Rehearsal',
  rehearsalMeans: 'Words of the rehearsal model are in it: a stand-in, not intelligence.',
  tokensInOut: (input: string, output: string) => `${input} in, ${output} out`,
  estimatedMeans: 'The provider did not tell the usage, so it is estimated.',
  tokensUnit: 'tokens',
  steps: (count: number) => (count === 1 ? '1 step' : `${count.toLocaleString('en')} steps`),
  failedSteps: (count: number) => `${count.toLocaleString('en')} failed`,
  waitsForYou: (count: number) => (count === 1 ? '1 decision waits' : `${count} decisions wait`),
  refused: 'This was refused',
  cannotLoad: 'This could not be loaded',
  tryAgain: 'Try again',
  unreachable: { detail: 'The server does not answer.', remedy: 'Try again when it is back; nothing is lost.' },
  lookOnly:
    'You may look at everything here, but not start or change anything. Ask an administrator for the right "use".',
  copyId: 'Copy the id',
  copyHash: 'Copy the whole hash',
  bytes: (count: number) => toBytes(count),
} as const;

const KIB = 1_024;

function toBytes(count: number): string {
  if (count < KIB) return `${count} B`;
  if (count < KIB * KIB) return `${(count / KIB).toFixed(1)} KiB`;
  return `${(count / KIB / KIB).toFixed(1)} MiB`;
}
