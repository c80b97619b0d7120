/** One connection through the proxy: two directions, each in order, each of which can be slow, silent or cut. */
import { connect, type Socket } from 'node:net';

export type Direction = 'to_server' | 'to_client';

export interface LinkWeather {
  /** How long this piece takes to arrive. What was sent before it never arrives after it. */
  delayMs(direction: Direction): number;
  isSilent(direction: Direction): boolean;
  /** Seen before it is passed on: `drop` is for an answer that must not arrive any more. */
  onPiece(link: FaultLink, direction: Direction, piece: Buffer): 'pass' | 'drop';
  onClosed(link: FaultLink): void;
}

interface Piece {
  readonly bytes: Buffer;
  readonly due: number;
}

export class FaultLink {
  /** Passed on so far. */
  readonly passed: Record<Direction, number> = { to_server: 0, to_client: 0 };
  /** The last bytes that the client said, as words may be split between two pieces. */
  tail = '';
  /** The next answer is not to arrive. */
  isDoomed = false;
  readonly #client: Socket;
  readonly #server: Socket;
  readonly #weather: LinkWeather;
  readonly #underWay: Record<Direction, Piece[]> = { to_server: [], to_client: [] };
  readonly #timers = new Map<Direction, NodeJS.Timeout>();
  #isAbandoned = false;
  #isClosed = false;

  constructor(client: Socket, serverPort: number, weather: LinkWeather) {
    this.#client = client;
    this.#weather = weather;
    this.#server = connect(serverPort, '127.0.0.1');
    this.#join(client, 'to_server');
    this.#join(this.#server, 'to_client');
  }

  /** A reset, as of a machine that knows nothing of the connection; or an end, as of a process that exits. */
  cut(how: 'reset' | 'end'): void {
    this.#isAbandoned = false;
    for (const socket of [this.#client, this.#server]) {
      if (how === 'reset') socket.resetAndDestroy();
      else socket.destroy();
    }
    this.#close();
  }

  /** Half-open: the server's side is gone, and nobody tells the client. */
  abandon(): void {
    this.#isAbandoned = true;
    this.#server.resetAndDestroy();
  }

  /** At once, whatever is under way. */
  write(direction: Direction, bytes: Buffer): void {
    this.passed[direction] += bytes.length;
    (direction === 'to_server' ? this.#server : this.#client).write(bytes);
  }

  /** What waited for the silence to end goes on its way. */
  resume(): void {
    this.#send('to_server');
    this.#send('to_client');
    if (this.#client.destroyed || this.#server.destroyed) this.#onGone();
  }

  #join(from: Socket, direction: Direction): void {
    from.setNoDelay(true);
    from.on('data', (bytes: Buffer) => this.#take(direction, bytes));
    from.on('error', () => undefined);
    from.once('close', () => this.#onGone());
  }

  #take(direction: Direction, bytes: Buffer): void {
    if (this.#isAbandoned || this.#isClosed) return;
    if (this.#weather.onPiece(this, direction, bytes) === 'drop') return;
    const queue = this.#underWay[direction];
    const due = Math.max(performance.now() + this.#weather.delayMs(direction), queue.at(-1)?.due ?? 0);
    queue.push({ bytes, due });
    this.#send(direction);
  }

  #send(direction: Direction): void {
    if (this.#timers.has(direction) || this.#isClosed || this.#weather.isSilent(direction)) return;
    const queue = this.#underWay[direction];
    for (let next = queue[0]; next; next = queue[0]) {
      const waitMs = next.due - performance.now();
      if (waitMs > 0) return this.#sendLater(direction, waitMs);
      queue.shift();
      this.write(direction, next.bytes);
    }
  }

  #sendLater(direction: Direction, waitMs: number): void {
    const send = () => {
      this.#timers.delete(direction);
      this.#send(direction);
    };
    this.#timers.set(direction, setTimeout(send, Math.ceil(waitMs)));
  }

  /** An end is news too: in a silence nobody hears of it before the silence is over. */
  #onGone(): void {
    if (this.#isClosed || (this.#isAbandoned && !this.#client.destroyed)) return;
    const direction = this.#client.destroyed ? 'to_server' : 'to_client';
    if (this.#weather.isSilent(direction)) return;
    // What was sent before the end arrives before it.
    if (this.#underWay[direction].length > 0) return void setTimeout(() => this.#onGone(), 5);
    this.#client.destroy();
    this.#server.destroy();
    this.#close();
  }

  #close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#weather.onClosed(this);
  }
}
