/** One scope's place in the tree: its path, its counters, and the two ways in which it is stopped. */
import type { StepPath } from '@tutti/protocol';
import { type EngineError, RunError } from '../errors.ts';

const NAME_LIMIT = 100;
/** Of a whole path: no longer one could be read back. */
const PATH_LIMIT = 1_000;

export class ScopeNode {
  readonly path: string;
  readonly parent: ScopeNode | undefined;
  /** Set when the stop was delivered to the program: from then on every call rejects with it. */
  stopped: EngineError | undefined;
  readonly #counters = new Map<string, number>();
  readonly #children = new Set<ScopeNode>();
  #controller: AbortController | undefined;
  #reason: EngineError | undefined;
  #busyWith: string | undefined;

  constructor(path: string, parent?: ScopeNode) {
    this.path = path;
    this.parent = parent;
    if (!parent) return;
    this.#reason = parent.#reason;
    this.stopped = parent.stopped;
    parent.#children.add(this);
  }

  /** What an act listens to. It is aborted as soon as a stop is decided, before the program hears of it. */
  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#reason && !this.#controller.signal.aborted) this.#controller.abort(this.#reason);
    return this.#controller.signal;
  }

  get reason(): EngineError | undefined {
    return this.#reason;
  }

  get isAborted(): boolean {
    return this.#reason !== undefined;
  }

  /** Takes the scope for one call and names it. Two calls at once would be told apart only by chance. */
  enter(name: string): StepPath {
    if (!isName(name))
      throw new RunError(
        'invalid_input',
        `"${name}" cannot be part of a path: use 1 to ${NAME_LIMIT} characters without a slash`,
      );
    const count = (this.#counters.get(name) ?? 0) + 1;
    const path = toPath(this.path, `${name}/${count}`);
    if (path.length > PATH_LIMIT)
      throw new RunError('invalid_input', `${path.slice(0, NAME_LIMIT)}… is nested too deep: its path is too long`);
    if (this.#busyWith !== undefined) {
      throw new RunError('concurrent_scope_use', `${path} was begun while ${this.#busyWith} was still open`, {
        path: path as StepPath,
      });
    }
    this.#counters.set(name, count);
    this.#busyWith = path;
    return path as StepPath;
  }

  /** Nothing below it is open. */
  get isIdle(): boolean {
    return this.#busyWith === undefined && this.#children.size === 0;
  }

  leave(): void {
    this.#busyWith = undefined;
  }

  /** Which call of that name this is, for values that are not journalled one by one. */
  count(name: string): number {
    const count = (this.#counters.get(name) ?? 0) + 1;
    this.#counters.set(name, count);
    return count;
  }

  child(path: string): ScopeNode {
    return new ScopeNode(path, this);
  }

  drop(child: ScopeNode): void {
    this.#children.delete(child);
  }

  /** Stops the acts below; the program is told later, by `stop`. */
  abort(reason: EngineError): void {
    if (this.#reason) return;
    this.#reason = reason;
    for (const child of this.#children) child.abort(reason);
    this.#controller?.abort(reason);
  }

  stop(reason: EngineError): void {
    this.abort(reason);
    this.stopped ??= reason;
    for (const child of this.#children) child.stop(reason);
  }

  holds(other: ScopeNode | undefined): boolean {
    for (let node = other; node; node = node.parent) if (node === this) return true;
    return false;
  }
}

export function toPath(parent: string, name: string): string {
  return parent === '' ? name : `${parent}/${name}`;
}

export function isName(name: string): boolean {
  return name.length > 0 && name.length <= NAME_LIMIT && !/[/\p{Cc}]/u.test(name);
}
