import { RunId } from '@tutti/protocol';
import type { RouteName } from '@tutti/protocol/api';
import * as z from 'zod';
import { type Ids, toInject } from './route-samples.ts';
import type { SecuredApp } from './secured-app.ts';

/** Ids that are well formed and nobody's. */
export const NOBODYS: Ids = {
  task: `tsk_${'0'.repeat(36)}`,
  run: `run_${'0'.repeat(36)}`,
  artefact: `art_${'0'.repeat(36)}`,
  approval: `run_${'0'.repeat(36)}~YQ`,
  subject: '0'.repeat(64),
  hash: '0'.repeat(64),
  key: `key_${'0'.repeat(36)}`,
  providerKey: 'nobodys',
  account: 'agent:unheard-of',
  // As far from every other name as the one that is seeded.
  agent: 'zz-zz-0',
  collection: 'unheard-of',
  document: `doc_${'0'.repeat(12)}`,
};

const Submitted = z.object({ task: z.string(), run: z.string() });

/** One task that has ended with a document, one that waits for a person, and an API key: all of the owner's tenant. */
export async function seedTenant(secured: SecuredApp): Promise<Ids & { waiting: string }> {
  const { home } = secured;
  const headers = { authorization: `Bearer ${secured.ownerToken}` };
  const ask = async (name: RouteName, ids: Ids, payload?: object): Promise<unknown> => {
    const request = toInject(name, ids, secured.host);
    const response = await secured.app.inject({
      ...request,
      ...(payload && { payload }),
      headers: { ...request.headers, ...headers },
    });
    if (response.statusCode >= 400) throw new Error(`${name}: ${response.body}`);
    return response.json();
  };
  home.engine.start();
  const submit = async (review: boolean) => {
    const body = { goal: 'Write a haiku about a canary', agents: ['drafting'], review };
    const { task, run } = Submitted.parse(await ask('submitTask', NOBODYS, body));
    await home.engine.untilSettled(home.principal, RunId.parse(run), { or: ['completed', 'waiting'] });
    return { task, run };
  };
  const ended = await submit(false);
  const { run: waiting } = await submit(true);
  const Approvals = z.object({ items: z.array(z.object({ approval: z.string(), subject: z.string() })) });
  const [open] = Approvals.parse(await ask('listApprovals', NOBODYS)).items;
  const Artefacts = z.object({ items: z.array(z.object({ artefact: z.string() })) });
  const [artefact] = Artefacts.parse(await ask('listArtefacts', { ...NOBODYS, run: ended.run })).items;
  if (!open || !artefact) throw new Error('the seed left no approval or no document');
  const { id: key } = await secured.createKey(['view']);
  const kept = { ...NOBODYS, providerKey: 'seeded', account: 'agent:drafting', agent: 'zz-zz-1', collection: 'papers' };
  await ask('createAgent', kept);
  await ask('putProviderKey', kept);
  await ask('setBudget', kept);
  await ask('putCollection', kept);
  const Begun = z.object({ document: z.object({ document: z.string() }) });
  const { document } = Begun.parse(await ask('beginDocument', kept)).document;
  await ask('putDocumentPart', { ...kept, document });
  return { ...kept, document, ...ended, waiting, ...open, ...artefact, key, hash: await findHash(secured, ended.run) };
}

/** A conversation that a model call of the run refers to. */
async function findHash({ app, home, host, ownerToken }: SecuredApp, run: string): Promise<string> {
  const entries = await home.store.readEntries(home.principal.tenant, RunId.parse(run), { after: 0, limit: 1_000 });
  const hashes = entries.flatMap(({ body }) => body.match(/(?<=")[0-9a-f]{64}(?=")/g) ?? []);
  for (const hash of new Set(hashes)) {
    const { headers, ...request } = toInject('readConversation', { ...NOBODYS, run, hash }, host);
    const { statusCode } = await app.inject({
      ...request,
      headers: { ...headers, authorization: `Bearer ${ownerToken}` },
    });
    if (statusCode === 200) return hash;
  }
  throw new Error('the run tells of no conversation');
}
