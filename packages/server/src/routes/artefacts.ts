import { RunError } from '@tutti/engine';
import { type Artefact, type ArtefactId, type Principal, RemarkId, type RunId } from '@tutti/protocol';
import { type Api, toArtefactView } from '@tutti/protocol/api';
import type { Handler } from '../http/handler.ts';
import type { Home } from '../home/open-home.ts';
import { toDownloadHeaders } from './to-download-headers.ts';

export const listArtefacts: Handler<Api['listArtefacts']> = async ({ caller: { principal }, params }, { home }) => {
  const { artefacts } = await home.engine.getRun(principal, params.run);
  const remarks = await home.engine.listRemarks(principal, params.run);
  return { status: 200, body: { items: artefacts.map((each) => toArtefactView(params.run, each, remarks)) } };
};

export const previewArtefact: Handler<Api['previewArtefact']> = async ({ caller: { principal }, params }, { home }) => {
  const artefact = await getArtefact(home, principal, params);
  const remarks = await home.engine.listRemarks(principal, params.run);
  const bytes = await getContent(home, principal, artefact);
  const view = toArtefactView(params.run, artefact, remarks);
  return { status: 200, body: { artefact: view, ...(await home.workspaces.previews.read(artefact.mediaType, bytes)) } };
};

export const downloadArtefact: Handler<Api['downloadArtefact']> = async ({ caller, params }, { home }) => {
  const artefact = await getArtefact(home, caller.principal, params);
  const bytes = await getContent(home, caller.principal, artefact);
  return { status: 200, headers: toDownloadHeaders(artefact), body: bytes };
};

export const reviewArtefact: Handler<Api['reviewArtefact']> = async (call, { home }) => {
  const { principal } = call.caller;
  const { run, artefact } = call.params;
  const { verdict, comment } = call.body;
  const id = RemarkId.parse((await call.newIds('rmk')).rmk);
  const said = { type: 'artefact.reviewed', id, run, artefact, verdict } as const;
  await home.engine.addRemark(principal, { ...said, ...(comment !== undefined && { comment }) });
  const remarks = await home.engine.listRemarks(principal, run);
  return { status: 201, body: toArtefactView(run, await getArtefact(home, principal, call.params), remarks) };
};

interface ArtefactRef {
  readonly run: RunId;
  readonly artefact: ArtefactId;
}

/** Only one of this very run: an id alone opens nothing. */
async function getArtefact({ engine }: Home, principal: Principal, { run, artefact }: ArtefactRef): Promise<Artefact> {
  const { artefacts } = await engine.getRun(principal, run);
  const found = artefacts.find(({ id }) => id === artefact);
  if (!found) throw new RunError('artefact_not_found', `${run} has no artefact ${artefact}`);
  return found;
}

async function getContent({ engine }: Home, principal: Principal, { blob, id }: Artefact): Promise<Uint8Array> {
  const bytes = await engine.findBlob(principal, blob);
  if (!bytes) throw new RunError('journal_corrupt', `the bytes of ${id} are missing`);
  return bytes;
}
