import type { ArtefactId, RunId } from '@tutti/protocol';
import { RequestError } from '../../http/request-error.ts';
import type { DoorDesk } from '../door-desk.ts';

const MOST_BYTES = 16 * 1_048_576;

/** Fails where it is no text. */
export async function readText(desk: DoorDesk, run: RunId, artefact: ArtefactId): Promise<string> {
  const { artefacts } = await desk.getRun(run);
  const found = artefacts.find((each) => each.artefact === artefact);
  if (!found) throw new RequestError('artefact_not_found', `${run} has no document ${artefact}`);
  if (found.bytes > MOST_BYTES) throw refuse(found.name, 'is too large to be read here');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await desk.readArtefact(run, artefact));
  } catch (cause) {
    if (cause instanceof TypeError) throw refuse(found.name, 'is no text', cause);
    throw cause;
  }
}

function refuse(name: string, why: string, cause?: unknown): RequestError {
  return new RequestError('unsupported_media_type', `${name} ${why}`, {
    remedy: 'Let a person download it, in the pages or with `tutti artefact`.',
    cause,
  });
}
