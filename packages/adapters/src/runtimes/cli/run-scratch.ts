/**
 * Folders that commands of a run get beside its files: one to work in where the run has none, and a home. Nothing in them is shown to anybody,
 * so they last exactly as long as the run.
 */
import { chmod, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type AgentId, type Instant, RunId, TenantId } from '@tutti/protocol';

/** No run has such names. */
const HOMES = 'homes';
const OWNERS = 'owners';
/** A run that its store does not know may be of another store. */
const UNKNOWN_MS = 7 * 86_400_000;
const MOST_TOLD = 3;
const LOCKED = new Set(['EACCES', 'EPERM']);

export interface ScratchOwner {
  readonly tenant: TenantId;
  readonly run: RunId;
}

/** Undefined: nobody knows. */
type IsOver = (owner: ScratchOwner) => Promise<boolean | undefined>;

export class RunScratch {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Not where it works: what it finds there would be settings that anybody who writes files could have made. */
  openHome(owner: ScratchOwner, agent: AgentId): Promise<string> {
    return this.#open(join(this.#folder, HOMES, owner.run, agent), owner);
  }

  openFolder(owner: ScratchOwner, agent: AgentId): Promise<string> {
    return this.#open(join(this.#folder, owner.run, agent), owner);
  }

  async remove(run: RunId): Promise<void> {
    const own = [join(this.#folder, HOMES, run), join(this.#folder, run)];
    await Promise.all(own.map(removeFolder));
    // The last to go: until then they are found again.
    await rm(join(this.#folder, OWNERS, run), { force: true });
  }

  /**
   * Removes what is left of runs that have ended. `isOver`: undefined where nobody knows the run.
   * One that cannot be removed keeps none of the others: all of them are told of at the end.
   */
  async sweep(now: Instant, isOver: IsOver): Promise<void> {
    const failed: Error[] = [];
    const names = await readdir(join(this.#folder, OWNERS)).catch((): string[] => []);
    for (const run of names.flatMap((name) => RunId.safeParse(name).data ?? [])) {
      try {
        await this.#sweepOne(run, now, isOver);
      } catch (error) {
        failed.push(new Error(`${run}: ${error instanceof Error ? error.message : String(error)}`, { cause: error }));
      }
    }
    if (failed.length === 0) return;
    const first = failed.slice(0, MOST_TOLD).map(({ message }) => message);
    throw new AggregateError(
      failed,
      `what ${failed.length} runs left behind could not be removed: ${first.join('; ')}`,
    );
  }

  async #sweepOne(run: RunId, now: Instant, isOver: IsOver): Promise<void> {
    const path = join(this.#folder, OWNERS, run);
    const tenant = TenantId.safeParse(await readFile(path, 'utf8').catch(() => ''));
    const over = tenant.success ? await isOver({ tenant: tenant.data, run }) : undefined;
    const age = now - ((await stat(path).catch(() => undefined))?.mtimeMs ?? now);
    if (over ?? age > UNKNOWN_MS) await this.remove(run);
  }

  async #open(folder: string, { tenant, run }: ScratchOwner): Promise<string> {
    await mkdir(join(this.#folder, OWNERS), { recursive: true, mode: 0o700 });
    await writeFile(join(this.#folder, OWNERS, run), tenant);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return folder;
  }
}

/** Some programs leave folders that even their owner may not write to, such as the modules of Go. */
async function removeFolder(folder: string): Promise<void> {
  const remove = () => rm(folder, { recursive: true, force: true, maxRetries: 3 });
  try {
    await remove();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && LOCKED.has(String(error.code)))) throw error;
    await unlock(folder);
    await remove();
  }
}

/** Links are not followed: what they point to is none of ours. */
async function unlock(folder: string): Promise<void> {
  await chmod(folder, 0o700).catch(() => {});
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) if (entry.isDirectory()) await unlock(join(folder, entry.name));
}
