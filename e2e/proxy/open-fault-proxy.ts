/** A TCP proxy that does to a connection what networks do: it is slow, silent, cut, half-open, or leads to another server. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { type Direction, FaultLink } from './fault-link.ts';

export interface Delay {
  /** Of each direction; a round trip takes twice as long. */
  readonly latencyMs: number;
  /** The latency is this much longer or shorter, evenly spread. */
  readonly jitterMs: number;
}

export interface AnswerCut {
  /** What the client says: a statement or a part of it, or the name of one that is prepared. */
  readonly words: readonly string[];
  /** Of the answers to these, every how many is lost. */
  readonly every: number;
}

export interface LengthCut {
  readonly direction: Direction;
  /** Counted for each connection from its beginning; drawn anew for each. */
  bytes(): number;
}

export interface ProxyCounts {
  connections: number;
  /** By the proxy, for whatever reason. */
  cuts: number;
  /** Answers that were lost after the server had sent them. */
  answersLost: number;
  bytesToServer: number;
  bytesToClient: number;
}

export interface FaultProxy extends AsyncDisposable {
  readonly port: number;
  readonly counts: Readonly<ProxyCounts>;
  /** Connections that are open right now. */
  readonly open: number;
  setDelay(delay: Delay): void;
  /** A black hole: nothing is lost, nothing arrives, nobody is told; what was sent meanwhile arrives when it is over. */
  silence(directions: readonly Direction[]): void;
  /** Resets the connection in the place of the server's answer, which has been given by then. */
  cutAnswers(cut: AnswerCut | undefined): void;
  /** Resets each connection in the middle of what passes, once so many bytes have. */
  cutAfter(cut: LengthCut | undefined): void;
  /** All connections; new ones work. */
  cut(how?: 'reset' | 'end'): void;
  /** Half-open: the server's side of all connections goes away, and the clients hear nothing of it. */
  abandon(): void;
  /** From now on new connections go there; those that exist are reset. */
  switchTo(port: number): void;
  /** No delay, no silence, no cuts. */
  heal(): void;
}

export interface ProxyOptions {
  /** At least 0, below 1. */
  readonly random?: () => number;
}

export async function openFaultProxy(serverPort: number, options: ProxyOptions = {}): Promise<FaultProxy> {
  const weather = new Weather(serverPort, options.random ?? Math.random);
  const server = createServer((client) => weather.connect(client)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = portOf(server);
  return {
    port,
    counts: weather.counts,
    get open() {
      return weather.links.size;
    },
    setDelay: (delay) => void (weather.delay = delay),
    silence: (directions) => weather.silence(directions),
    cutAnswers: (cut) => void (weather.answerCut = cut),
    cutAfter: (cut) => void (weather.lengthCut = cut),
    cut: (how = 'reset') => weather.cutAll(how),
    abandon: () => weather.abandonAll(),
    switchTo(target) {
      weather.serverPort = target;
      weather.cutAll('reset');
    },
    heal: () => weather.heal(),
    async [Symbol.asyncDispose]() {
      weather.cutAll('end');
      server.close();
      await once(server, 'close');
    },
  };
}

const NO_DELAY: Delay = { latencyMs: 0, jitterMs: 0 };

class Weather {
  readonly counts: ProxyCounts = { connections: 0, cuts: 0, answersLost: 0, bytesToServer: 0, bytesToClient: 0 };
  readonly links = new Map<FaultLink, { readonly limit: number }>();
  serverPort: number;
  delay = NO_DELAY;
  answerCut: AnswerCut | undefined;
  lengthCut: LengthCut | undefined;
  readonly #random: () => number;
  #silent: readonly Direction[] = [];
  #answers = 0;

  constructor(serverPort: number, random: () => number) {
    this.serverPort = serverPort;
    this.#random = random;
  }

  connect(client: ConstructorParameters<typeof FaultLink>[0]): void {
    this.counts.connections++;
    const link = new FaultLink(client, this.serverPort, {
      delayMs: () => Math.max(0, this.delay.latencyMs + (this.#random() * 2 - 1) * this.delay.jitterMs),
      isSilent: (direction) => this.#silent.includes(direction),
      onPiece: (of, direction, piece) => this.#onPiece(of, direction, piece),
      onClosed: (of) => void this.links.delete(of),
    });
    this.links.set(link, { limit: this.lengthCut?.bytes() ?? Number.POSITIVE_INFINITY });
  }

  silence(directions: readonly Direction[]): void {
    this.#silent = directions;
    for (const link of this.links.keys()) link.resume();
  }

  heal(): void {
    this.delay = NO_DELAY;
    this.answerCut = undefined;
    this.lengthCut = undefined;
    for (const link of this.links.keys()) this.links.set(link, { limit: Number.POSITIVE_INFINITY });
    this.silence([]);
  }

  cutAll(how: 'reset' | 'end'): void {
    for (const link of this.links.keys()) this.#cut(link, how);
  }

  abandonAll(): void {
    for (const link of this.links.keys()) link.abandon();
  }

  #cut(link: FaultLink, how: 'reset' | 'end'): void {
    this.counts.cuts++;
    link.cut(how);
  }

  #onPiece(link: FaultLink, direction: Direction, piece: Buffer): 'pass' | 'drop' {
    if (direction === 'to_server') {
      this.counts.bytesToServer += piece.length;
      link.isDoomed ||= this.#isUnlucky(link, piece);
    } else {
      this.counts.bytesToClient += piece.length;
      if (link.isDoomed) {
        this.counts.answersLost++;
        this.#cut(link, 'reset');
        return 'drop';
      }
    }
    return this.#isOverLimit(link, direction, piece) ? 'drop' : 'pass';
  }

  #isUnlucky(link: FaultLink, piece: Buffer): boolean {
    const { words = [], every = 1 } = this.answerCut ?? {};
    const said = link.tail + piece.toString('latin1');
    // Words that lie in what was said before have been counted then.
    const found = words.some((word) => said.includes(word, Math.max(0, link.tail.length - word.length + 1)));
    link.tail = said.slice(-100);
    if (!found) return false;
    this.#answers++;
    return this.#answers % every === 0;
  }

  /** The part up to the limit still arrives. */
  #isOverLimit(link: FaultLink, direction: Direction, piece: Buffer): boolean {
    const limit = this.links.get(link)?.limit ?? Number.POSITIVE_INFINITY;
    if (this.lengthCut?.direction !== direction || link.passed[direction] + piece.length <= limit) return false;
    link.write(direction, piece.subarray(0, Math.max(0, limit - link.passed[direction])));
    this.#cut(link, 'reset');
    return true;
  }
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  return address.port;
}
