import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  startTestPostgres,
  type TestPostgres,
} from '../../packages/adapters/src/storage/postgres/testing/start-test-postgres.ts';
import { checkFleet, violationsOf } from '../fleet-faults/check-fleet.ts';
import { Fleet } from '../fleet-faults/fleet.ts';
import { toLoopsLine, toLoopsSection } from './describe-loops.ts';
import { runFleetLoops } from './run-fleet-loops.ts';

const LOOPS = Number(process.env['TUTTI_LOOPS'] ?? 30);
const SEED = Number(process.env['TUTTI_SEED'] ?? Date.now() % 2 ** 31);
/** What the loops are for, without what a machine under load makes of it. */
const A_LOOP_MS = 60_000;

describe('three workers and two servers over one database', () => {
  it(
    'lose nothing, repeat nothing and leave nothing behind, whichever of them is killed or paused',
    async () => {
      const result = await runFleetLoops({ loops: LOOPS, seed: SEED });
      process.stdout.write(`${toLoopsLine(result)}\n`);
      expect(result.broken).toEqual([]);
      expect(result.totals.kills).toBeGreaterThan(LOOPS / 2);
      expect(result.totals.accepted).toBe(LOOPS * 16);
      expect(toLoopsSection(result)).toContain(String(SEED));
    },
    LOOPS * A_LOOP_MS,
  );
});

describe('the check of the loops', () => {
  let postgres: TestPostgres;
  beforeAll(async () => void (postgres = await startTestPostgres()), 60_000);
  afterAll(() => postgres?.[Symbol.asyncDispose]());

  it('would count a lost run, a changed event, a repeated step, and an effect that happened twice or not at all', async () => {
    await using fleet = await Fleet.open(postgres);
    await fleet.startServer('left', { room: 10 });
    const accepted = await fleet.submit({ tenant: 1, key: 'one', program: 'effects', input: null });
    await fleet.untilEnded([accepted]);
    expect(violationsOf(await checkFleet(fleet, [accepted]))).toBe(0);

    const [process] = fleet.processes;
    const told = process?.spoken.find((spoken) => spoken.say === 'event' && spoken.type === 'step.completed');
    const sent = fleet.receiver.list().find(({ effect }) => effect === 'verified');
    if (!process || told?.say !== 'event' || !sent) throw new Error('it has not told of its work');
    fleet.receiver.call({ ...sent, life: sent.life + 1 });
    fleet.receiver.call({ ...sent, path: 'elsewhere', key: `${sent.run}/elsewhere` });
    process.spoken.push({ ...told, seq: told.seq + 10_000 });
    const missing = { ...accepted, run: `${accepted.run.slice(0, -4)}0000` as typeof accepted.run };
    const spoiled = await checkFleet(fleet, [accepted, missing]);
    expect(spoiled).toMatchObject({ lost: 1, toldLost: 1, repeated: 1, duplicated: 1, unrecorded: 1 });
    await postgres.query(
      `UPDATE ${fleet.schema}.runs SET summary = jsonb_set(summary::jsonb, '{title}', '"other"')::text`,
    );
    await postgres.query(`UPDATE ${fleet.schema}.runs SET queue_state = 'ready'`);
    expect(await checkFleet(fleet, [accepted])).toMatchObject({ unfolded: 1, leftOver: 1 });
  });
});
