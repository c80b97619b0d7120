/** Who gets which part, so that the worth of all together is the greatest there is. */

/** `worth[part][bidder]`; a part that nobody should get is given to nobody. */
export type Worth = readonly (readonly number[])[];

/** Nobody gets more than this many parts more than others could take. */
export interface Assignment {
  /** For each part the place of its bidder; undefined where nobody's bid is worth anything. */
  readonly bidders: readonly (number | undefined)[];
  readonly worth: number;
}

/** Each bidder takes an equal share of the parts at most. */
export function assign(worth: Worth): Assignment {
  const bidders = worth[0]?.length ?? 0;
  if (bidders === 0) return { bidders: worth.map(() => undefined), worth: 0 };
  const share = Math.ceil(worth.length / bidders);
  // A bidder that may take several parts stands in several columns.
  const columns = Array.from({ length: share * bidders }, (_, column) => column % bidders);
  const costs = worth.map((row) => columns.map((bidder) => -Math.max(0, row[bidder] ?? 0)));
  const places = solve(costs);
  const chosen = places.map((column, part) => {
    const bidder = columns[column];
    return bidder !== undefined && (worth[part]?.[bidder] ?? 0) > 0 ? bidder : undefined;
  });
  const sum = chosen.reduce<number>(
    (whole, bidder, part) => whole + (bidder === undefined ? 0 : (worth[part]?.[bidder] ?? 0)),
    0,
  );
  return { bidders: chosen, worth: sum };
}

/** The column of each row with the least sum of costs (Kuhn and Munkres, with potentials); no more rows than columns. */
function solve(costs: readonly (readonly number[])[]): number[] {
  const width = costs[0]?.length ?? 0;
  const rowPotential = new Float64Array(costs.length + 1);
  const columnPotential = new Float64Array(width + 1);
  /** The row that holds a column, from 1; 0 for none. */
  const holder = new Int32Array(width + 1);
  for (let row = 1; row <= costs.length; row++) {
    holder[0] = row;
    placeRow({ costs, width, rowPotential, columnPotential, holder });
  }
  const places: number[] = costs.map(() => -1);
  for (let column = 1; column <= width; column++) {
    const row = holder[column] ?? 0;
    if (row > 0) places[row - 1] = column - 1;
  }
  return places;
}

interface Search {
  readonly costs: readonly (readonly number[])[];
  readonly width: number;
  readonly rowPotential: Float64Array;
  readonly columnPotential: Float64Array;
  readonly holder: Int32Array;
}

/** The shortest way from the row that stands in column 0 to a free column; along it every row moves on by one. */
function placeRow({ costs, width, rowPotential, columnPotential, holder }: Search): void {
  const least = new Float64Array(width + 1).fill(Number.POSITIVE_INFINITY);
  const from = new Int32Array(width + 1);
  const used = new Uint8Array(width + 1);
  let column = 0;
  do {
    used[column] = 1;
    const row = holder[column] ?? 0;
    let [delta, next] = [Number.POSITIVE_INFINITY, 0];
    for (let each = 1; each <= width; each++) {
      if (used[each]) continue;
      const reduced = (costs[row - 1]?.[each - 1] ?? 0) - (rowPotential[row] ?? 0) - (columnPotential[each] ?? 0);
      if (reduced < (least[each] ?? 0)) {
        least[each] = reduced;
        from[each] = column;
      }
      if ((least[each] ?? 0) < delta) [delta, next] = [least[each] ?? 0, each];
    }
    for (let each = 0; each <= width; each++) {
      const held = holder[each] ?? 0;
      if (used[each]) {
        rowPotential[held] = (rowPotential[held] ?? 0) + delta;
        columnPotential[each] = (columnPotential[each] ?? 0) - delta;
      } else least[each] = (least[each] ?? 0) - delta;
    }
    column = next;
  } while ((holder[column] ?? 0) !== 0);
  while (column !== 0) {
    const before = from[column] ?? 0;
    holder[column] = holder[before] ?? 0;
    column = before;
  }
}
