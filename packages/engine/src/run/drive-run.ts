/** Drives one claimed run until it ends, sleeps, or is lost. Start reading here: an episode replays, then lives. */
import { type FactOf, isFinished } from '@tutti/protocol';
import { RunError } from '../errors.ts';
import type { ClaimedRun } from '../ports/journal.ts';
import type { DrivePorts } from './drive-ports.ts';
import { Episode, type EpisodeEnd } from './episode.ts';
import { type OpenRun, openRun } from './open-run.ts';
import { keepAside } from './quarantine.ts';

export type DriveEnd = Exclude<EpisodeEnd, { kind: 'continued' }>;

export class RunDrive {
  readonly done: Promise<DriveEnd>;
  readonly claimed: ClaimedRun;
  readonly #ports: DrivePorts;
  #episode: Episode | undefined;
  #retiring = false;
  #dropped = false;
  #hasContinued = false;
  #asking = false;
  /** There may be a signal that the episode was not told of. */
  #unheard = false;

  constructor(claimed: ClaimedRun, ports: DrivePorts) {
    this.claimed = claimed;
    this.#ports = ports;
    this.done = this.#drive().catch((error: unknown) => {
      // Whatever is given back must not be driven on by this one.
      this.drop();
      return { kind: 'lost', error } as const;
    });
  }

  /** Whether it has got further than it was when it was claimed. */
  get hasProgressed(): boolean {
    return this.#hasContinued || (this.#episode?.core.log.hasProgressed ?? false);
  }

  /** Whether an effect that cannot be repeated may be on its way. */
  get hasOpenIntents(): boolean {
    return Object.keys(this.#episode?.core.log.state.intents ?? {}).length > 0;
  }

  /** A signal for this run was committed. What was asked before that may have missed it, so it is asked again. */
  async checkSignals(): Promise<void> {
    this.#unheard = true;
    if (this.#asking) return;
    this.#asking = true;
    try {
      while (this.#unheard && this.#episode) await this.#ask(this.#episode);
    } catch (error) {
      this.#unheard = true;
      throw error;
    } finally {
      this.#asking = false;
    }
  }

  /** What is under way may end; then the run is put to sleep, to go on at once elsewhere. */
  retire(): void {
    this.#retiring = true;
    this.#episode?.desk.retire();
  }

  /** Gives up at once: every act is aborted, nothing more is written. */
  drop(): void {
    this.#dropped = true;
    this.#episode?.drop(new RunError('engine_closed', 'the engine was closed'));
  }

  async #drive(): Promise<DriveEnd> {
    const open = await openRun(this.claimed, this.#ports);
    if (isFinished(open.state.status)) return { kind: 'finished' };
    const claimed = await keepAside(open, this.claimed, this.#ports);
    if (!claimed) return { kind: 'parked' };
    let end = await this.#live(open, this.#toFirst(open), claimed);
    while (end.kind === 'continued') {
      this.#hasContinued = true;
      end = await this.#live(end.next, undefined, { reservations: [], signals: [] });
    }
    return end;
  }

  async #live(
    open: OpenRun,
    first: Parameters<Episode['begin']>[0],
    claimed: Parameters<Episode['begin']>[1],
  ): Promise<EpisodeEnd> {
    if (this.#dropped) return { kind: 'lost', error: new RunError('engine_closed', 'the engine was closed') };
    const episode = new Episode(open, this.claimed.epoch, this.#ports);
    this.#episode = episode;
    await episode.begin(first, claimed);
    if (this.#retiring) episode.desk.retire();
    // Signals that came between two episodes, or before the first one, have told nobody yet.
    else if (!first || this.#unheard) await this.checkSignals();
    return episode.done;
  }

  async #ask(episode: Episode): Promise<void> {
    this.#unheard = false;
    const { tenant, run } = this.claimed;
    const signals = await this.#ports.store.pendingSignals(tenant, run);
    // An answer to the episode before may hold signals that it has taken itself.
    if (this.#episode === episode) episode.core.sleepers.offer(signals);
    else this.#unheard = true;
  }

  #toFirst({ state, program }: OpenRun): FactOf<'run.started' | 'run.claimed'> {
    const { worker, build } = this.#ports;
    const { epoch } = this.claimed;
    if (state.startedAt !== undefined) return { type: 'run.claimed', worker, epoch, build };
    return { type: 'run.started', worker, epoch, build, program: { name: program.name, version: program.version } };
  }
}
