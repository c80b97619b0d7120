/** What a program writes down to be seen: it is recorded once, and on replay found in its place. */
import { type Artefact, ArtefactId, type FactOf, toIdText } from '@tutti/protocol';
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
      fact: { type: 'domain.recorded', path, name: event.name, data: payload },
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
    const version = core.log.state.artefacts.filter(({ name }) => name === wish.name).length + 1;
    const seed = Buffer.from(sha256(`${core.log.state.run}/${path}`), 'hex');
    const artefact: Artefact = {
      id: ArtefactId.parse(toIdText('art', core.now, seed)),
      name: wish.name,
      mediaType: wish.mediaType,
      blob: blob.hash,
      bytes: body.length,
      version,
      labels: [...wish.labels],
    };
    const fact: Recorded = { type: 'artefact.produced', path, artefact };
    return toCall(core, node, {
      fact,
      enclosed: { blobs: [blob] },
      settle: (recorded) => recorded.type === 'artefact.produced' && settle.resolve(recorded.artefact),
      reject: settle.reject,
    });
  });
}

interface RecordWish {
  readonly fact: Recorded;
  readonly enclosed: Enclosed;
  settle(recorded: Recorded): void;
  reject(reason: unknown): void;
}

function toCall(core: RunCore, node: ScopeNode, { fact, enclosed, settle, reject }: RecordWish): Call {
  const call: Call = {
    path: fact.path,
    node,
    reject,
    goLive: () => void core.log.enqueue(fact, enclosed),
    deliver({ event }) {
      if (event.type !== fact.type)
        throw nondeterministic(fact.path, `${fact.type} comes where ${event.type} is recorded`);
      core.close(call);
      settle(event);
    },
  };
  return call;
}
