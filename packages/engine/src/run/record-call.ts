/** What a program writes down to be seen: it is recorded once, and on replay found in its place. */
import { Artefact, ArtefactId, type FactOf, toIdText } from '@tutti/protocol';
import { RunError } from '../errors.ts';
import { packPayload } from './payload.ts';
import { type Call, nondeterministic, type RunCore } from './run-core.ts';
import type { Enclosed } from './run-log.ts';
import type { DomainEvent, NewArtefact } from './scope.ts';
import type { ScopeNode } from './scope-node.ts';
import { sha256 } from './sha256.ts';

type Recorded = FactOf<'domain.recorded'> | FactOf<'artefact.produced'>;

export function openRecord(core: RunCore, node: ScopeNode, event: DomainEvent): Promise<void> {
  return core.open<void>(node, event.name, (path, settle) => {
    const { payload, blob } = packPayload(event.data, core.ports.redact);
    return toCall(core, node, {
      place: { type: 'domain.recorded', path },
      toFact: () => ({ type: 'domain.recorded', path, name: event.name, data: payload }),
      enclosed: { blobs: [blob] },
      settle: () => settle.resolve(),
      reject: settle.reject,
    });
  });
}

export function openArtefact(core: RunCore, node: ScopeNode, wish: NewArtefact): Promise<Artefact> {
  return core.open<Artefact>(node, 'artefact', (path, settle) => {
    const body = new TextEncoder().encode(core.ports.redact(wish.text));
    const blob = { hash: sha256(body), body };
    const seed = Buffer.from(sha256(`${core.log.state.run}/${path}`), 'hex');
    const parsed = Artefact.safeParse({
      id: ArtefactId.parse(toIdText('art', core.now, seed)),
      name: wish.name,
      mediaType: wish.mediaType,
      blob: blob.hash,
      bytes: body.length,
      version: 1,
      labels: wish.labels,
    });
    if (!parsed.success) throw new RunError('invalid_input', `this cannot be a document: ${parsed.error.message}`);
    return toCall(core, node, {
      place: { type: 'artefact.produced', path },
      // Two branches may open the same name before either is written: which is which version is decided then.
      toFact: () => ({
        type: 'artefact.produced',
        path,
        artefact: { ...parsed.data, version: countVersions(core, wish.name) + 1 },
      }),
      enclosed: { blobs: [blob] },
      settle: (recorded) => recorded.type === 'artefact.produced' && settle.resolve(recorded.artefact),
      reject: settle.reject,
    });
  });
}

interface RecordWish {
  readonly place: Pick<Recorded, 'type' | 'path'>;
  toFact(): Recorded;
  readonly enclosed: Enclosed;
  settle(recorded: Recorded): void;
  reject(reason: unknown): void;
}

function countVersions(core: RunCore, wanted: string): number {
  return core.log.state.artefacts.filter(({ name }) => name === wanted).length;
}

function toCall(core: RunCore, node: ScopeNode, { place, toFact, enclosed, settle, reject }: RecordWish): Call {
  const { type, path } = place;
  const call: Call = {
    path,
    node,
    reject,
    goLive: () => void core.log.enqueue(toFact(), enclosed),
    deliver({ event }) {
      if (event.type !== type) throw nondeterministic(path, `${type} comes where ${event.type} is recorded`);
      core.close(call);
      settle(event as Recorded);
    },
  };
  return call;
}
