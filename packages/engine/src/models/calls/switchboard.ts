import type { ModelCard, TenantId } from '@tutti/protocol';
import type { AnswerCache } from '../../ports/answer-cache.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Model } from '../../ports/model.ts';
import type { ModelOffer, ProviderPort } from '../../ports/provider.ts';
import type { Quotas } from '../../ports/quotas.ts';
import type { Random } from '../../ports/random.ts';
import { type GateChange, HealthBook } from '../health/health-book.ts';
import { Turns } from '../health/turns.ts';
import { createRouteTable, type Route, type RouteTable } from '../routing/route-table.ts';
import type { RouteView } from '../routing/route-view.ts';
import { FairQueue } from './fair-queue.ts';
import { Prober } from './prober.ts';
import type { Deadlines } from './watch-answer.ts';

export interface ModelPorts {
  readonly providers: ProviderPort;
  /** Answers where nothing else is offered, or where a policy names it. */
  readonly rehearsal: Model;
  /** Whether somebody has set models for this tenant: then it waits for them where none is offered. Absent: it never does. */
  readonly isAnySet?: (tenant: TenantId) => boolean;
  /** What else a policy may call a model, and what has become of those that are known no more. Absent: only what the providers know. */
  readonly findCard?: (name: string) => ModelCard | undefined;
  /** Absent: what keys allow is not counted, only heeded when a provider says no. */
  readonly quotas?: Quotas;
  /** Absent: nothing is answered from what was answered before. */
  readonly cache?: AnswerCache;
  readonly clock: Clock;
  readonly random: Random;
  /** Something closed, or is open again: for logs. */
  readonly onNotice?: (notice: GateChange) => void;
  /** Absent: by the kind of model. */
  readonly deadlines?: Partial<Deadlines>;
}

/** What all calls of this process share. */
export class Switchboard {
  readonly ports: ModelPorts;
  readonly book: HealthBook;
  readonly queue = new FairQueue();
  readonly turns = new Turns();
  readonly prober: Prober;
  #offers: readonly ModelOffer[] | undefined;
  #cards: readonly ModelCard[] | undefined;
  #table: RouteTable | undefined;

  constructor(ports: ModelPorts) {
    const { clock, random, onNotice } = ports;
    this.ports = ports;
    this.book = new HealthBook({ clock, random, ...(onNotice && { onChange: onNotice }) });
    this.prober = new Prober(ports, this.book);
  }

  table(): RouteTable {
    const offers = this.ports.providers.offers();
    const cards = this.ports.providers.cards();
    if (!this.#table || offers !== this.#offers || cards !== this.#cards) {
      this.#table = createRouteTable(offers, cards);
      this.#offers = offers;
      this.#cards = cards;
    }
    return this.#table;
  }

  view(options: { withProven?: boolean } = {}): RouteView {
    const findCard = (name: string) => this.findCard(name);
    const { isAnySet } = this.ports;
    const known = { ...this.book.look(options), table: this.table(), findCard, busy: this.queue.listBusy() };
    return isAnySet ? { ...known, isAnySet } : known;
  }

  findCard(name: string): ModelCard | undefined {
    return this.ports.providers.findCard(name) ?? this.ports.findCard?.(name);
  }

  connect(route: Route): Model {
    if (route === this.table().rehearsal) return this.ports.rehearsal;
    return this.ports.providers.connect(route.card.id, route.key?.id);
  }
}
