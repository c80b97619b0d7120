/**
 * The decisions about one run's files. Each is written down before it acts and after, so that whoever comes after a crash
 * finds out whether it has happened: a branch tells by what it leads to, and copies are made again
 * where nobody has edited anything since.
 */
import { RunError } from '@tutti/engine';
import type { UserId } from '@tutti/protocol';
import type { RunWorkspace, RunWorkspaces } from '../run-workspaces.ts';
import type { DecidedFile, Decision, Target, WorkspaceRecord } from '../workspace-record.ts';
import {
  type BranchDesk,
  carryOut,
  getTargetBranch,
  hasArrived,
  prepareCommit,
  toUndoing,
} from './decide-on-branch.ts';
import {
  assertUntouched,
  copyFiles,
  goOnCopying,
  goOnPuttingBack,
  prepareCopies,
  putBack,
  toTargetFolder,
} from './decide-in-folder.ts';
import type { AcceptWish, ChosenFile } from './file-pair.ts';

type Said = Pick<AcceptWish, 'comment' | 'by'>;

export class Decisions {
  readonly #workspaces: RunWorkspaces;
  readonly #workspace: RunWorkspace;
  readonly #newId: () => string;
  #record: WorkspaceRecord;

  constructor(workspace: RunWorkspace, workspaces: RunWorkspaces, newId: () => string) {
    this.#workspace = workspace;
    this.#workspaces = workspaces;
    this.#newId = newId;
    this.#record = workspace.record;
  }

  async accept(files: readonly ChosenFile[], wish: AcceptWish): Promise<Decision> {
    const { repository } = this.#workspace;
    if (repository && wish.to !== undefined)
      throw new RunError('branch_unusable', `${this.#record.run} works on a repository: its files go to a branch`);
    if (repository) return this.#acceptOnBranch(files, wish);
    if (wish.onto !== undefined)
      throw new RunError('branch_unusable', `${this.#record.run} works on no repository, so there is no branch`);
    if (wish.to !== undefined) return this.#acceptInFolder(files, wish, wish.to);
    return this.#write(await this.#begin('accepted', { files: files.map(toKept), target: { kind: 'kept' } }, wish));
  }

  async reject(files: readonly ChosenFile[], said: Said): Promise<Decision> {
    return this.#write(await this.#begin('rejected', { files: files.map(toKept), target: { kind: 'kept' } }, said));
  }

  async undo(id: string, by: UserId): Promise<Decision> {
    const found = this.#record.decisions.find((each) => each.id === id && each.state === 'done');
    if (!found)
      throw new RunError('decision_not_found', `there is no standing decision ${JSON.stringify(id.slice(0, 80))}`);
    const undone = { at: this.#workspaces.clock.now(), by };
    const { target } = found;
    if (target.kind === 'branch') return this.#undoOnBranch(found, target.branch, undone);
    if (target.kind === 'folder') {
      const { versions } = this.#workspace;
      await assertUntouched(versions, target.folder, found);
      await this.#write({ ...found, state: 'undoing', undone });
      await putBack(versions, target.folder, found);
    }
    return this.#write({ ...found, state: 'undone', undone });
  }

  /** Ends what a crash has left half done, or forgets what had not begun. */
  async settle(): Promise<RunWorkspace> {
    for (const decision of this.#record.decisions) {
      // What cannot be found out now stays open to whoever looks next, and keeps nobody from the rest.
      await this.#settleOne(decision).catch(() => undefined);
    }
    return { ...this.#workspace, record: this.#record };
  }

  async #acceptOnBranch(files: readonly ChosenFile[], { onto, comment, by }: AcceptWish): Promise<Decision> {
    const branch = getTargetBranch(this.#record, onto);
    const {
      move,
      before: there,
      after: then,
    } = await prepareCommit(this.#toDesk(), {
      branch,
      wishes: files.map((file) => ({
        ...file,
        isNew: this.#record.given?.some(([path]) => path === file.path) === true,
      })),
      author: await this.#findAuthor(),
      at: this.#workspaces.clock.now(),
      message: toMessage(`Accept ${count(files.length)} of ${this.#record.run}`, files, comment),
    });
    const target = { kind: 'branch', ...move } as const;
    const decided = files.map((file) => ({
      ...toKept(file),
      before: there.get(file.path) ?? null,
      after: then.get(file.path) ?? null,
    }));
    const decision = await this.#begin('accepted', { files: decided, target }, { comment, by });
    await this.#write({ ...decision, state: 'begun' });
    await this.#orForget(decision, () => carryOut(this.#toDesk(), move, `accept ${count(files.length)}`));
    return this.#write(decision);
  }

  async #acceptInFolder(files: readonly ChosenFile[], { comment, by }: AcceptWish, to: string): Promise<Decision> {
    const { versions } = this.#workspace;
    const folder = await toTargetFolder(to);
    const copies = this.#record.decisions.filter(
      ({ state, target }) => state === 'done' && target.kind === 'folder' && target.folder === folder,
    );
    const known = new Map(
      copies.flatMap((each) => each.files.flatMap(({ path, after, left }) => (after && !left ? [[path, after]] : []))),
    );
    const wishes = files.map(({ path, after }) => ({ path, to: after }));
    const decided = await prepareCopies(versions, { folder, files: wishes, known });
    const target = { kind: 'folder', folder } as const;
    const decision = await this.#begin('accepted', { files: decided, target }, { comment, by });
    await this.#write({ ...decision, state: 'begun' });
    try {
      await copyFiles(versions, folder, decided);
    } catch (error) {
      await goOnPuttingBack(versions, folder, decision);
      await this.#forget(decision);
      throw error;
    }
    return this.#write(decision);
  }

  async #undoOnBranch(decision: Decision, branch: string, undone: { at: number; by: UserId }): Promise<Decision> {
    const desk = this.#toDesk();
    const { move } = await prepareCommit(desk, {
      branch,
      wishes: toUndoing(decision),
      author: 'tutti',
      at: undone.at,
      message: toMessage(
        `Undo: accept ${count(decision.files.length)} of ${this.#record.run}`,
        decision.files,
        undefined,
      ),
    });
    const taken = { ...undone, commit: move.commit };
    await this.#write({ ...decision, state: 'undoing', undone: taken });
    try {
      await carryOut(desk, move, `undo ${decision.id}`);
    } catch (error) {
      await this.#settleOne({ ...decision, state: 'undoing', undone: taken }).catch(() => undefined);
      throw error;
    }
    return this.#write({ ...decision, state: 'undone', undone: taken });
  }

  async #settleOne(decision: Decision): Promise<void> {
    if (decision.state === 'begun') await this.#settleBegun(decision);
    else if (decision.state === 'undoing') await this.#settleUndoing(decision);
  }

  async #settleBegun(decision: Decision): Promise<void> {
    const { target, files } = decision;
    if (target.kind === 'folder') {
      const settled = await goOnCopying(this.#workspace.versions, target.folder, files);
      if (settled.every(({ left }) => left)) await this.#forget(decision);
      else await this.#write({ ...decision, files: [...settled], state: 'done' });
    } else if (target.kind === 'branch' && !(await hasArrived(this.#toDesk(), target))) await this.#forget(decision);
    else await this.#write({ ...decision, state: 'done' });
  }

  async #settleUndoing(decision: Decision): Promise<void> {
    const { target, undone } = decision;
    if (target.kind === 'folder') await goOnPuttingBack(this.#workspace.versions, target.folder, decision);
    if (target.kind === 'branch' && undone?.commit !== undefined) {
      const { branch, commit: tip } = target;
      const isThere = await hasArrived(this.#toDesk(), { branch, tip, commit: undone.commit });
      const { undone: _, ...standing } = decision;
      if (!isThere) return void (await this.#write({ ...standing, state: 'done' }));
    }
    await this.#write({ ...decision, state: 'undone' });
  }

  /** What was refused has not happened; what failed later may have. */
  async #orForget(decision: Decision, act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      await this.#settleOne({ ...decision, state: 'begun' }).catch(() => undefined);
      throw error;
    }
  }

  async #begin(
    verdict: Decision['verdict'],
    { files, target }: { files: readonly DecidedFile[]; target: Target },
    { comment, by }: Said,
  ): Promise<Decision> {
    const version = (await this.#workspace.versions.findLast())?.version ?? this.#record.base;
    const said = { at: this.#workspaces.clock.now(), by, ...(comment !== undefined && { comment }) };
    return { id: this.#newId(), verdict, version, files: [...files], target, state: 'done', ...said };
  }

  async #write(decision: Decision): Promise<Decision> {
    const others = this.#record.decisions;
    const isKnown = others.some(({ id }) => id === decision.id);
    const decisions = isKnown
      ? others.map((each) => (each.id === decision.id ? decision : each))
      : [...others, decision];
    this.#record = await this.#workspaces.book.write({ ...this.#record, decisions });
    return decision;
  }

  async #forget({ id }: Decision): Promise<void> {
    const decisions = this.#record.decisions.filter((each) => each.id !== id);
    this.#record = await this.#workspaces.book.write({ ...this.#record, decisions });
  }

  #toDesk(): BranchDesk {
    const { repository } = this.#workspace;
    if (!repository) throw new RunError('internal', `${this.#record.run} works on no repository`);
    const { book } = this.#workspaces;
    const { run } = this.#record;
    return { repository, record: this.#record, scratch: book.toOwn(run, 'scratch') };
  }

  /** Who made the last version: that of several agents the last one stands for all. */
  async #findAuthor(): Promise<string> {
    return (await this.#workspace.versions.findLast())?.about?.agent ?? 'agent';
  }
}

function toKept({ path, before, after, part }: ChosenFile): DecidedFile {
  return { path, made: after ?? null, before: before ?? null, after: after ?? null, ...(part && { part }) };
}

function count(files: number): string {
  return files === 1 ? '1 file' : `${files} files`;
}

function toMessage(title: string, files: readonly { readonly path: string }[], comment: string | undefined): string {
  const named = files.slice(0, 100).map(({ path }) => `- ${JSON.stringify(path)}`);
  const rest = files.length > named.length ? [`- and ${files.length - named.length} more`] : [];
  return [title, '', ...(comment === undefined || comment === '' ? [] : [comment, '']), ...named, ...rest, ''].join(
    '\n',
  );
}
