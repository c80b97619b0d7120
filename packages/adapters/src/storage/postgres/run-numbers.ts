import type { Ask } from './database.ts';

export interface RunRef {
  readonly tenant: string;
  readonly run: string;
}

const LIMIT = 50_000;

const FIND = {
  name: 'find-numbers',
  text: 'SELECT r.no, r.tenant, r.id FROM unnest($1::text[], $2::text[]) AS w(tenant, id) JOIN runs r ON r.tenant = w.tenant AND r.id = w.id',
};

/** Remembers which row a run has, which never changes: so what is asked about a run again and again is asked by a small key. */
export class RunNumbers {
  readonly #numbers = new Map<string, number>();

  /** By tenant and run; those that do not exist are missing. */
  async find(ask: Ask, refs: readonly RunRef[]): Promise<(ref: RunRef) => number | undefined> {
    const found = new Map<string, number>();
    const unknown: RunRef[] = [];
    for (const ref of refs) {
      const number = this.#numbers.get(toKey(ref));
      if (number === undefined) unknown.push(ref);
      else found.set(toKey(ref), number);
    }
    if (unknown.length > 0) await this.#learn(ask, unknown, found);
    return (ref) => found.get(toKey(ref));
  }

  remember(ref: RunRef, number: number): void {
    if (this.#numbers.size >= LIMIT) this.#numbers.clear();
    this.#numbers.set(toKey(ref), number);
  }

  async #learn(ask: Ask, unknown: readonly RunRef[], found: Map<string, number>): Promise<void> {
    const rows = await ask(FIND, [unknown.map(({ tenant }) => tenant), unknown.map(({ run }) => run)]);
    for (const { no, tenant, id } of rows) {
      const ref = { tenant: String(tenant), run: String(id) };
      found.set(toKey(ref), Number(no));
      this.remember(ref, Number(no));
    }
  }
}

export function toKey({ tenant, run }: RunRef): string {
  return `${tenant}/${run}`;
}
