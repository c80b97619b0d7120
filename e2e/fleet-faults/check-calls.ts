/** What the world outside saw, held against the journals. */
import type { RunEvent, RunId } from '@tutti/protocol';
import type { Call } from '../kill-loops/receiver.ts';
import type { Fleet } from './fleet.ts';
import type { FleetProcess } from './fleet-process.ts';

export interface CallFindings {
  readonly calls: number;
  /** Acts of a driver that had claimed the run when the outcome was recorded already. */
  readonly repeated: number;
  readonly effects: number;
  /** Effects without a key that happened twice, both by drivers that nobody had replaced. */
  readonly duplicated: number;
  /** The same where one of the two was paused, or replaced, in the middle of its act: nothing but a key prevents that. */
  readonly duplicatedByZombies: number;
  /** Effects of which no step has an outcome. */
  readonly unrecorded: number;
  /** Effects that are recorded as done and did not happen. */
  readonly effectsLost: number;
  /** Calls with a key that the receiver had seen before: it acts once. */
  readonly sentAgain: number;
  readonly doubts: number;
}

/** In the place of the life of a call stands the epoch of its driver. */
export function checkCalls(fleet: Fleet, events: readonly RunEvent[]): CallFindings {
  const calls = fleet.receiver.list();
  // A key names the run whose effects count as this one's: of a child, that is not its own id.
  const lineages = new Map(
    events.flatMap((event) => (event.type === 'run.submitted' ? [[event.run, event.lineage]] : [])),
  );
  const toKey = ({ run, path }: { run: RunId; path: string }) => `${lineages.get(run) ?? run}/${path}`;
  const recorded = findEpochs(events, toKey);
  const effects = calls.filter(({ effect }) => effect !== 'pure');
  const idempotent = effects.filter(({ effect }) => effect === 'idempotent');
  const keys = new Set(effects.map(({ key }) => key));
  const done = events.filter((event) => event.type === 'step.completed' && event.effect !== 'pure');
  return {
    calls: calls.length,
    repeated: calls.filter(({ key, life }) => life > (recorded.get(key) ?? Number.POSITIVE_INFINITY)).length,
    effects: keys.size,
    ...countDuplicates(
      effects.filter(({ effect }) => effect !== 'idempotent'),
      findDrivers(fleet.processes, lineages),
    ),
    unrecorded: [...keys].filter((key) => !recorded.has(key)).length,
    effectsLost: done.filter((event) => event.type === 'step.completed' && !keys.has(toKey(event))).length,
    sentAgain: idempotent.length - new Set(idempotent.map(({ key }) => key)).size,
    doubts: events.filter(({ type }) => type === 'effect.doubted').length,
  };
}

/** Under which epoch the outcome of each step was written, by its key. */
function findEpochs(
  events: readonly RunEvent[],
  toKey: (step: { run: RunId; path: string }) => string,
): ReadonlyMap<string, number> {
  const epochs = new Map<RunId, number>();
  const recorded = new Map<string, number>();
  for (const event of events) {
    if (event.type === 'run.started' || event.type === 'run.claimed') epochs.set(event.run, event.epoch);
    if (event.type === 'step.completed' || event.type === 'step.failed')
      recorded.set(toKey(event), epochs.get(event.run) ?? 0);
  }
  return recorded;
}

/** Who had claimed what, by what the calls are noted with. */
function findDrivers(
  processes: readonly FleetProcess[],
  lineages: ReadonlyMap<RunId, RunId>,
): ReadonlyMap<string, FleetProcess> {
  const claims = processes.flatMap((one) => one.listClaims().map((claim) => ({ one, ...claim })));
  return new Map(claims.map(({ one, run, epoch }) => [`${lineages.get(run) ?? run}/${epoch}`, one]));
}

function countDuplicates(guarded: readonly Call[], drivers: ReadonlyMap<string, FleetProcess>) {
  const isZombie = ({ run, life }: Call) => {
    const driver = drivers.get(`${run}/${life}`);
    return driver !== undefined && (driver.wasPaused || driver.countFenced() > 0);
  };
  const repeated = [...Map.groupBy(guarded, ({ key }) => key).values()].filter((calls) => calls.length > 1);
  const duplicated = repeated.filter((calls) => calls.filter((call) => !isZombie(call)).length > 1).length;
  return { duplicated, duplicatedByZombies: repeated.length - duplicated };
}
