/** Asks what was down whether it is back, in place of calls that have little left to lose. One at a time for each route. */
import type { Clock } from '../../ports/clock.ts';
import type { ProbeResult, ProviderPort } from '../../ports/provider.ts';
import type { HealthBook } from '../health/health-book.ts';
import type { Route } from '../routing/route-table.ts';

export interface ProbePorts {
  readonly providers: ProviderPort;
  readonly clock: Clock;
}

const LONGEST_MS = 15_000;

export class Prober {
  readonly #ports: ProbePorts;
  readonly #book: HealthBook;
  readonly #underWay = new Set<string>();

  constructor(ports: ProbePorts, book: HealthBook) {
    this.#ports = ports;
    this.#book = book;
  }

  /** Does nothing where the route is being asked already. */
  begin(route: Route): void {
    if (this.#underWay.has(route.id)) return;
    this.#underWay.add(route.id);
    void this.#probe(route).finally(() => this.#underWay.delete(route.id));
  }

  async #probe(route: Route): Promise<void> {
    const { clock } = this.#ports;
    const ticket = this.#book.admit(route);
    ticket.begin(clock.now() + LONGEST_MS);
    const result = await this.#ask(route);
    if (result.status === 'ok') ticket.succeeded(undefined);
    else ticket.failed(result);
  }

  async #ask(route: Route): Promise<ProbeResult> {
    const { clock, providers } = this.#ports;
    const abort = new AbortController();
    const late = Promise.withResolvers<ProbeResult>();
    const callOff = clock.at(clock.now() + LONGEST_MS, () => {
      late.resolve({ status: 'failed', class: 'timed_out', message: 'no answer to a small call' });
      abort.abort();
    });
    try {
      return await Promise.race([providers.probe(route.card.id, route.key?.id, abort.signal), late.promise]);
    } catch {
      // Only its signal makes it reject, and that is the time-out above.
      return { status: 'failed', class: 'timed_out', message: 'no answer to a small call' };
    } finally {
      callOff();
    }
  }
}
