/** Tests of a difference, each with how large it is and not only how probable. */
import { InvalidInputError } from '@tutti/engine';
import { anova, chiSquareOfTable, mannWhitney, paired, student, welch } from '../../statistics/compare-groups.ts';
import { assertCount, sum, toMedian, toMoments } from '../../statistics/moments.ts';
import type { TestTask } from '../order.ts';
import type { Column } from '../tables/read-rows.ts';
import { findColumn, takeTogether, toGroups } from './data.ts';

const MOST_GROUPS = 50;

export function testGroups(held: readonly Column[], task: TestTask) {
  const { test } = task;
  if (test === 'paired') return testPairs(held, task);
  if (test === 'chi_square') return testCounts(held, task);
  const { names, groups, leftOut } = takeGroups(held, task);
  const facts = { test, groups: names.map((name, at) => ({ name, ...summarise(groups[at] ?? []) })), ...leftOut };
  const [a = [], b = []] = groups;
  switch (test) {
    case 'welch':
      return { ...facts, ...welch(a, b), ...toDistance(a, b) };
    case 'student':
      return { ...facts, ...student(a, b), ...toDistance(a, b) };
    case 'mann_whitney':
      return { ...facts, ...mannWhitney(a, b), ...toDominance(a, b) };
    case 'anova':
      return { ...facts, ...toAnova(groups) };
  }
}

/** The columns that a test needs. */
export function toTestColumns({ test, value, group, columns }: TestTask): readonly string[] {
  if (test === 'paired' || test === 'chi_square') {
    if (columns?.length !== 2) throw new InvalidInputError(`${test} needs two columns`, 'columns');
    return columns;
  }
  if (value === undefined || group === undefined)
    throw new InvalidInputError(`${test} needs a column of values and one of groups`, 'group');
  return [value, group];
}

function takeGroups(held: readonly Column[], task: TestTask) {
  const [value = '', group = ''] = toTestColumns(task);
  const found = toGroups(findColumn(held, value), findColumn(held, group));
  const names = task.groups ?? [...found.keys()].toSorted();
  const strangers = names.filter((name) => !found.has(name));
  if (strangers.length > 0)
    throw new InvalidInputError(
      `there is no group ${strangers.map((name) => JSON.stringify(name)).join(', ')}`,
      'groups',
    );
  if (task.test !== 'anova' && names.length !== 2)
    throw new InvalidInputError(
      `${task.test} compares two groups, and ${group} has ${names.length}: ${toList(names)}. Name two under groups.`,
      'groups',
    );
  if (names.length < 2 || names.length > MOST_GROUPS)
    throw new InvalidInputError(`${names.length} groups cannot be compared: 2 to ${MOST_GROUPS} can`, 'groups');
  const groups = names.map((name) => found.get(name) ?? []);
  for (const [at, values] of groups.entries()) assertCount(values, 2, `the group ${names[at] ?? ''}`);
  const others = [...found.keys()].filter((name) => !names.includes(name));
  return { names, groups, leftOut: others.length > 0 ? { leftOut: others.slice(0, MOST_GROUPS) } : {} };
}

function toList(names: readonly string[]): string {
  return names
    .slice(0, 10)
    .map((name) => JSON.stringify(name.slice(0, 50)))
    .join(', ');
}

function summarise(values: readonly number[]) {
  const { n, mean, variance } = toMoments(values);
  return { n, mean, standardDeviation: Math.sqrt(variance), median: toMedian(values) };
}

/** Cohen's d with both spreads pooled, and Hedges' g, which does not exaggerate in small samples. */
function toDistance(a: readonly number[], b: readonly number[]) {
  const [one, other] = [toMoments(a), toMoments(b)];
  const freedom = one.n + other.n - 2;
  const pooled = Math.sqrt(((one.n - 1) * one.variance + (other.n - 1) * other.variance) / freedom);
  const cohensD = (one.mean - other.mean) / pooled;
  return { cohensD, hedgesG: cohensD * (1 - 3 / (4 * freedom - 1)) };
}

/** How much more often a value of the first group is the higher one: 1 always, -1 never. */
function toDominance(a: readonly number[], b: readonly number[]) {
  const share = mannWhitney(a, b).u / (a.length * b.length);
  return { rankBiserial: 2 * share - 1, probabilityFirstHigher: share };
}

function toAnova(groups: readonly (readonly number[])[]) {
  const { groups: _same, ...result } = anova(groups);
  const [above = 0, below = 0] = result.degreesOfFreedom;
  const omegaSquared = (above * (result.f - 1)) / (above * (result.f - 1) + above + below + 1);
  return { ...result, omegaSquared: Math.max(0, omegaSquared) };
}

function testPairs(held: readonly Column[], task: TestTask) {
  const names = toTestColumns(task);
  const { columns, missing } = takeTogether(names.map((name) => findColumn(held, name)));
  const [a = [], b = []] = columns;
  assertCount(a, 2, names.join(' and '));
  const { mean, variance } = toMoments(a.map((value, at) => value - (b[at] ?? 0)));
  return {
    test: task.test,
    columns: names.map((name, at) => ({ name, ...summarise(columns[at] ?? []) })),
    missing,
    ...paired(a, b),
    cohensD: mean / Math.sqrt(variance),
  };
}

function testCounts(held: readonly Column[], task: TestTask) {
  const [first = '', second = ''] = toTestColumns(task);
  const { rows, columns, counts, missing } = countTogether(findColumn(held, first), findColumn(held, second));
  if (rows.length < 2 || columns.length < 2 || rows.length > MOST_GROUPS || columns.length > MOST_GROUPS)
    throw new InvalidInputError(
      `a table of ${rows.length} by ${columns.length} values cannot be tested: 2 to ${MOST_GROUPS} each can`,
      'columns',
    );
  return { test: task.test, n: sum(counts.flat()), missing, rows, columns, counts, ...chiSquareOfTable(counts) };
}

function countTogether(first: Column, second: Column) {
  const pairs = first.cells.flatMap((cell, at) => {
    const other = second.cells[at] ?? null;
    return cell === null || other === null ? [] : [[String(cell), String(other)] as const];
  });
  const rows = [...new Set(pairs.map(([one]) => one))].toSorted();
  const columns = [...new Set(pairs.map(([, other]) => other))].toSorted();
  const places = new Map<string, number>();
  for (const [one, other] of pairs) {
    const key = JSON.stringify([one, other]);
    places.set(key, (places.get(key) ?? 0) + 1);
  }
  const counts = rows.map((row) => columns.map((column) => places.get(JSON.stringify([row, column])) ?? 0));
  return { rows, columns, counts, missing: first.cells.length - pairs.length };
}
