/** For each route of the contract a call that means something, made of what lies in a tenant. A route without an entry is a type error. */
import { type Api, API, type Route, type RouteName } from '@tutti/protocol/api';
import type { InjectOptions } from 'fastify';

/** What a tenant has, or what nobody has. */
export interface Ids {
  readonly task: string;
  readonly run: string;
  readonly artefact: string;
  readonly approval: string;
  readonly subject: string;
  readonly hash: string;
  readonly key: string;
  /** The name of a stored key of the provider `compatible`. */
  readonly providerKey: string;
  /** Of a budget for a day. */
  readonly account: string;
  /** One that was written there. */
  readonly agent: string;
  readonly collection: string;
  readonly document: string;
}

export interface Sample {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
}

export type Samples = { readonly [Name in RouteName]: (ids: Ids) => Sample };

const none = (): Sample => ({});
/** Of the text `seeded`. */
const SEEDED_HASH = 'd427d15fe148d6a93b1f7d31016f78cb0b2f8d41b2b1a19ae4cafa7c355e98cd';
const ofCollection =
  (body?: object) =>
  ({ collection }: Ids): Sample => ({ params: { collection }, ...(body && { body }) });
const ofDocument =
  (more: Readonly<Record<string, string>> = {}, body?: object) =>
  ({ document }: Ids): Sample => ({ params: { document, ...more }, ...(body && { body }) });
const TOOL_SERVER = 'files';
const ofToolServer = (body?: object) => (): Sample => ({ params: { server: TOOL_SERVER }, ...(body && { body }) });
const ofTask =
  (body?: object) =>
  ({ task }: Ids): Sample => ({ params: { task }, ...(body && { body }) });
const ofRun =
  (body?: object) =>
  ({ run }: Ids): Sample => ({ params: { run }, ...(body && { body }) });
const ofAgent =
  (body?: object) =>
  ({ agent }: Ids): Sample => ({ params: { agent }, ...(body && { body }) });
const toAgentText = (id: string) => `---\nid: ${id}\npurpose: Keeps.\ncapabilities: [keeping]\n---\nKeep.\n`;
const ofArtefact =
  (body?: object) =>
  ({ run, artefact }: Ids): Sample => ({ params: { run, artefact }, ...(body && { body }) });

export const SAMPLES: Samples = {
  submitTask: () => ({ body: { goal: 'Say hello', agents: ['drafting'], seed: 'one' } }),
  listTasks: none,
  listPatterns: none,
  getTask: ofTask(),
  cancelTask: ofTask({ reason: 'not needed' }),
  giveTaskFeedback: ofTask({ rating: 'good' }),
  listRuns: ({ task }) => ({ query: { task } }),
  getRun: ofRun(),
  readEvents: ofRun(),
  listSteps: ofRun(),
  getPayload: ({ run, hash }) => ({ params: { run, hash } }),
  readConversation: ({ run, hash }) => ({ params: { run, hash } }),
  cancelRun: ofRun({ reason: 'not needed' }),
  pauseRun: ofRun({}),
  resumeRun: ofRun({}),
  retryRun: ofRun({}),
  sendSignal: ofRun({ key: 'message:hello', payload: 1 }),
  giveFeedback: ofRun({ rating: 'bad', comment: 'no' }),
  listArtefacts: ofRun(),
  previewArtefact: ofArtefact(),
  downloadArtefact: ofArtefact(),
  reviewArtefact: ofArtefact({ verdict: 'accepted' }),
  listRepositories: none,
  getWorkspace: ofRun(),
  compareFiles: ofRun(),
  previewFile: ({ run }) => ({ params: { run }, query: { path: 'a.md' } }),
  downloadFile: ({ run }) => ({ params: { run }, query: { path: 'a.md' } }),
  downloadFiles: ofRun(),
  acceptFiles: ofRun({ files: ['a.md'] }),
  rejectFiles: ofRun({ files: ['a.md'] }),
  undoDecision: ofRun({ decision: 'none-such' }),
  discardWorkspace: ofRun(),
  listApprovals: none,
  answerApproval: ({ approval, subject }) => ({ params: { approval }, body: { decision: 'approved', subject } }),
  analyzeTask: () => ({ body: { request: 'Our nightly dump is too large' } }),
  listAgents: none,
  getAgent: () => ({ params: { agent: 'drafting' } }),
  createAgent: ({ agent }) => ({ body: { text: toAgentText(agent) } }),
  changeAgent: ofAgent({ text: 'no front matter', basedOn: 1 }),
  retireAgent: ofAgent(),
  returnAgent: ofAgent({ basedOn: 1 }),
  checkAgent: () => ({ body: { text: 'no front matter' } }),
  listAgentVersions: ofAgent(),
  getAgentVersion: ({ agent }) => ({ params: { agent, number: '1' } }),
  compareAgentVersions: ({ agent }) => ({ params: { agent, number: '1' } }),
  getAgentRecord: ofAgent(),
  listModels: () => ({ query: { limit: '3' } }),
  explainRoute: () => ({ body: { text: 'Say hello', agent: 'drafting' } }),
  refreshModels: () => ({ body: {} }),
  listProviders: none,
  putProviderKey: ({ providerKey }) => ({
    params: { provider: 'compatible', name: providerKey },
    body: { secret: 'not-a-real-key-of-anybody', baseUrl: 'http://127.0.0.1:9/v1' },
  }),
  removeProviderKey: ({ providerKey }) => ({ params: { provider: 'compatible', name: providerKey } }),
  reencryptProviderKeys: () => ({ body: {} }),
  testProvider: () => ({ params: { provider: 'compatible' }, body: {} }),
  listToolServers: none,
  getToolServer: ofToolServer(),
  putToolServer: ofToolServer({ command: ['/usr/bin/no-such-server'] }),
  removeToolServer: ofToolServer(),
  consentToToolServer: ({ hash }) => ({ params: { server: TOOL_SERVER }, body: { hash } }),
  connectToolServer: ofToolServer({}),
  approveTools: ({ hash }) => ({ params: { server: TOOL_SERVER }, body: { tools: [{ name: 'act', hash }] } }),
  tryTool: ofToolServer({ tool: 'act' }),
  putToolSecret: () => ({
    params: { server: TOOL_SERVER, name: 'token' },
    body: { secret: 'not-a-real-token-of-anybody' },
  }),
  removeToolSecret: () => ({ params: { server: TOOL_SERVER, name: 'token' } }),
  getCosts: () => ({ query: { by: 'agent' } }),
  listBudgets: none,
  setBudget: () => ({ params: { account: 'agent:drafting', period: 'day' }, body: { limit: { usd: '1.5' } } }),
  removeBudget: ({ account }) => ({ params: { account, period: 'day' } }),
  listToolSets: none,
  getToolRules: none,
  putToolRules: () => ({ body: { rules: [] } }),
  checkToolCall: () => ({ body: { agent: 'drafting', tool: 'calculate' } }),
  getMe: none,
  openSession: () => ({ body: { code: 'none-such' } }),
  closeSession: none,
  createLoginLink: () => ({ body: {} }),
  listKeys: none,
  createKey: () => ({ body: { name: 'one', rights: ['view'] } }),
  revokeKey: ({ key }) => ({ params: { key } }),
  getHealth: none,
  getLive: none,
  getReady: none,
  getStatus: none,
  getConfig: none,
  listWorkers: none,
  getOpenApi: none,
  getDocs: none,
  listCollections: none,
  putCollection: ofCollection({ title: 'Papers' }),
  removeCollection: ofCollection(),
  listDocuments: ofCollection(),
  beginDocument: ofCollection({ name: 'seeded.txt', bytes: 6, hash: SEEDED_HASH }),
  putDocumentPart: ofDocument({ part: '0' }, { version: 1, content: 'c2VlZGVk' }),
  getDocument: ofDocument(),
  ingestDocument: ofDocument(),
  removeDocument: ofDocument(),
  downloadDocument: ofDocument(),
  searchKnowledge: () => ({ query: { text: 'seeded' } }),
  getPassage: ({ document }) => ({ params: { citation: `kn:${document}.1.0-6` } }),
};

/** Belong to the installation, not to a tenant. */
export const SHARED: readonly RouteName[] = ['getAgent', 'testProvider'];

/** Their address names a place in the caller's own tenant, which need not hold anything yet. */
export const OWN_PLACES: readonly RouteName[] = ['putProviderKey', 'setBudget', 'putCollection'];

export const ROUTE_NAMES = Object.keys(API) as RouteName[];

export function toInject(name: RouteName, ids: Ids, host: string): InjectOptions & { headers: Record<string, string> } {
  const { params = {}, query = {}, body } = SAMPLES[name](ids);
  const { method, path }: Api[typeof name] = API[name];
  const url = path.replaceAll(/\{(\w+)\}/g, (_, part: string) => encodeURIComponent(params[part] ?? ''));
  return { method, url, query: { ...query }, headers: { host }, ...(body && { payload: body }) };
}

export function isChange(name: RouteName): boolean {
  return API[name].method !== 'GET';
}

export function accessOf(name: RouteName): Route['access'] {
  return API[name].access;
}
