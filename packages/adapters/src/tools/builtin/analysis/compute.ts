/** One order, from the files that it names to what it asks about them. */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Json } from '@tutti/protocol';
import { clusterRows } from './figures/cluster-rows.ts';
import { correlateColumns } from './figures/correlate-columns.ts';
import { describeColumns } from './figures/describe-columns.ts';
import { drawChart } from './figures/draw-chart.ts';
import { findAnomalies } from './figures/find-anomalies.ts';
import { regressColumns } from './figures/regress-columns.ts';
import { testGroups, toTestColumns } from './figures/test-groups.ts';
import type { Order, Task } from './order.ts';
import { listTables } from './tables/list-tables.ts';
import { openTables } from './tables/open-tables.ts';
import { readColumns, readRows } from './tables/read-rows.ts';

export async function compute(order: Order, signal: AbortSignal): Promise<Json> {
  const connection = await openTables(order.tables);
  const stop = () => connection.interrupt();
  signal.addEventListener('abort', stop, { once: true });
  try {
    return toJson(await answer(connection, order, signal));
  } finally {
    signal.removeEventListener('abort', stop);
    connection.closeSync();
  }
}

async function answer(connection: DuckDBConnection, order: Order, signal: AbortSignal): Promise<object> {
  const { task, tables, query, values, limits } = order;
  if (task.kind === 'tables') return { tables: await listTables(connection, tables) };
  if (task.kind === 'query') return readRows(connection, { query: query ?? '', values, limits });
  const columns = await readColumns(connection, order, toColumns(task));
  switch (task.kind) {
    case 'describe':
      return describeColumns(columns);
    case 'correlate':
      return correlateColumns(columns, task);
    case 'regress':
      return regressColumns(columns, task);
    case 'test':
      return testGroups(columns, task);
    case 'cluster':
      return clusterRows(columns, task, signal);
    case 'anomalies':
      return findAnomalies(columns, task);
    case 'chart':
      return drawChart(columns, task);
  }
}

/** Only what is needed is read. */
function toColumns(task: Exclude<Task, { kind: 'tables' | 'query' }>): readonly string[] | undefined {
  switch (task.kind) {
    case 'describe':
    case 'correlate':
    case 'cluster':
      return task.columns;
    case 'regress':
      return [task.y, ...task.predictors];
    case 'test':
      return toTestColumns(task);
    case 'anomalies':
      return [task.value, ...(task.time === undefined ? [] : [task.time])];
    case 'chart':
      return [...task.y, ...[task.x, task.group].filter((name) => name !== undefined)];
  }
}

/** Numbers that are none, as of a test without any spread, are told as nothing. */
function toJson(value: object): Json {
  return JSON.parse(JSON.stringify(value));
}
