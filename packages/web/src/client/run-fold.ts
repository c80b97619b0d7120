/** What a page knows of one run: its events in order, the state they fold to, and the tree of what it does. */
import {
  applyRunEvent,
  type Delta,
  type Glimpse,
  type RunEvent,
  type RunState,
  RunTimeline,
  splitPath,
  type TimelineNode,
} from '@tutti/protocol';

export class RunFold {
  readonly events: RunEvent[] = [];
  readonly timeline = new RunTimeline();
  state: RunState | undefined;
  /** How many characters of an answer have come, by the path of its step. */
  readonly #heard = new Map<string, { attempt: number; length: number }>();

  /** Of the last event that was applied. */
  get seq(): number {
    return this.state?.seq ?? 0;
  }

  /** What is known already is passed over. False where an event is missing in between: nothing from there on is applied. */
  take(events: readonly RunEvent[]): boolean {
    for (const event of events) {
      if (event.seq <= this.seq) continue;
      if (event.seq !== this.seq + 1) return false;
      this.state = applyRunEvent(this.state, event);
      this.events.push(event);
      this.timeline.apply(event);
    }
    return true;
  }

  hear(glimpse: Glimpse): void {
    if (glimpse.type === 'step.began') {
      this.#heard.delete(glimpse.path);
      this.timeline.hear(glimpse);
      return;
    }
    const missing = this.#measure(glimpse);
    if (missing !== undefined) this.timeline.hear({ ...glimpse, text: missing });
  }

  /** Words may come twice or get lost on the way; what is lost shows as a gap until the step has ended. */
  #measure({ path, attempt, offset, text }: Delta): string | undefined {
    const node = findNode(this.timeline.root, path);
    if (node?.mark === 'done' || node?.mark === 'failed') return undefined;
    const before = this.#heard.get(path);
    const length = before?.attempt === attempt ? before.length : 0;
    const end = offset + text.length;
    if (end <= length) return undefined;
    this.#heard.set(path, { attempt, length: end });
    return offset > length ? `… ${text}` : text.slice(length - offset);
  }
}

export function findNode(root: TimelineNode, path: string): TimelineNode | undefined {
  let node: TimelineNode | undefined = root;
  for (const part of splitPath(path)) node = node?.children.get(part.path);
  return node;
}
