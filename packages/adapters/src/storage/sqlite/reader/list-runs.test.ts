import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import type { Sql } from '../create-sql.ts';
import { migrate } from '../schema/migrate.ts';
import { listRuns } from './list-runs.ts';
import { readFeed, readFeedHead } from './read-feed.ts';
import type { ListFilter } from './read-op.ts';

const ANY: ListFilter = {
  tenant: 'ten',
  status: undefined,
  parent: undefined,
  task: undefined,
  tasks: false,
  open: false,
  worker: undefined,
  words: [],
  limit: 50,
  before: undefined,
};

const LISTS: readonly [list: string, filter: Partial<ListFilter>, index: string][] = [
  ['all runs', {}, 'runs_by_tenant'],
  ['the runs of a state', { status: ['running'] }, 'runs_by_status'],
  ['the runs of some states', { status: ['running', 'failed', 'waiting'] }, 'runs_by_status'],
  ['the parts of a run', { parent: 'run' }, 'runs_by_parent'],
  ['the runs of a task', { task: 'tsk' }, 'runs_by_task'],
  ['the tasks', { tasks: true }, 'runs_newest'],
  ['the tasks of a state', { tasks: true, status: ['running'] }, 'runs_newest_by_status'],
  ['the tasks of some states', { tasks: true, status: ['running', 'failed'] }, 'runs_newest_by_status'],
  ['what waits for a person', { open: true }, 'runs_open'],
  ['what waits for a person in a state', { open: true, status: ['waiting'] }, 'runs_open_by_status'],
  ['the tasks that wait for a person', { open: true, tasks: true }, 'runs_open'],
];

it.each(LISTS)('walks an index and sorts nothing to list %s', (_, filter, index) => {
  for (const before of [undefined, 1_000]) {
    const plan = explain((sql) => listRuns(sql, { ...ANY, ...filter, before }));
    expect(plan).toContainEqual(expect.stringMatching(`USING INDEX ${index} `));
    expect(plan.filter((step) => /TEMP B-TREE|SCAN|AUTOMATIC/.test(step))).toEqual([]);
  }
});

it('walks an index and sorts nothing to read the feed', () => {
  for (const ask of [
    (sql: Sql) => void readFeed(sql, { tenant: 'ten', after: 5, limit: 50 }),
    (sql: Sql) => void readFeedHead(sql, { tenant: 'ten' }),
  ]) {
    const plan = explain(ask);
    expect(plan[0]).toMatch(/^SEARCH events USING (COVERING )?INDEX events_feed /);
    expect(plan.filter((step) => /TEMP B-TREE|SCAN|AUTOMATIC/.test(step))).toEqual([]);
  }
});

/** How SQLite goes about the question that is asked. */
function explain(ask: (sql: Sql) => void): string[] {
  using database = new DatabaseSync(':memory:');
  migrate(database, 1);
  const asked: string[] = [];
  ask((text) => {
    asked.push(text);
    return database.prepare(text);
  });
  return asked.flatMap((text) =>
    database
      .prepare(`EXPLAIN QUERY PLAN ${text}`)
      .all()
      .map(({ detail }) => String(detail)),
  );
}
