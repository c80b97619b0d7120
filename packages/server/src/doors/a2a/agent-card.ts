/** How an agent introduces itself. To whoever shows no key, every name has the same card: which agents there are is nobody's business. */
import type { AgentCard, AgentSkill } from '@a2a-js/sdk';
import type { AgentView } from '@tutti/protocol/api';
import { VERSION } from '../../version.ts';

export interface CardPlace {
  /** Where this server is reached, without a slash at its end. */
  readonly base: string;
  /** Undefined: the whole server, which chooses among its agents. */
  readonly agent?: string | undefined;
}

const TEXT = ['text/plain'];
const MARKDOWN = ['text/markdown', 'text/plain'];
const SCHEME = 'key';
const GENERIC: AgentSkill = toSkill({
  id: 'ask',
  name: 'Work on a request',
  description: 'Works on a request in text and answers in text.',
  tags: ['text'],
  examples: [],
});

/** `known`: what whoever asks may see of it. */
export function createAgentCard({ base, agent }: CardPlace, known: readonly AgentView[] | undefined): AgentCard {
  const url = agent === undefined ? `${base}/a2a` : `${base}/a2a/agents/${agent}`;
  const interfaces = ['1.0', '0.3'].map((protocolVersion) => ({
    url,
    protocolVersion,
    protocolBinding: 'JSONRPC',
    tenant: '',
  }));
  return {
    name: agent ?? 'tutti',
    description: describe(agent, known),
    supportedInterfaces: interfaces,
    provider: undefined,
    version: toVersion(agent, known),
    capabilities: { streaming: true, pushNotifications: false, extendedAgentCard: true, extensions: [] },
    securitySchemes: {
      [SCHEME]: {
        scheme: {
          $case: 'httpAuthSecurityScheme',
          value: { description: 'An API key of this Tutti server.', scheme: 'Bearer', bearerFormat: '' },
        },
      },
    },
    securityRequirements: [{ schemes: { [SCHEME]: { list: [] } } }],
    defaultInputModes: TEXT,
    defaultOutputModes: MARKDOWN,
    skills: known?.map(toAgentSkill) ?? [GENERIC],
    signatures: [],
  };
}

function describe(agent: string | undefined, known: readonly AgentView[] | undefined): string {
  if (agent === undefined)
    return 'Teams of AI agents. A message here goes to the agent that suits it best; each agent has a card of its own at /a2a/agents/<id>/.well-known/agent-card.json.';
  return known?.[0]?.purpose ?? 'An agent of a Tutti server. Its card tells more to whoever shows a key.';
}

/** Of one agent: which text of it this is. */
function toVersion(agent: string | undefined, known: readonly AgentView[] | undefined): string {
  const version = agent === undefined ? undefined : known?.[0]?.version;
  return version === undefined ? VERSION : String(version);
}

function toAgentSkill({ id, purpose, capabilities }: AgentView): AgentSkill {
  return toSkill({ id, name: id, description: purpose, tags: [...capabilities], examples: [] });
}

function toSkill(skill: Pick<AgentSkill, 'id' | 'name' | 'description' | 'tags' | 'examples'>): AgentSkill {
  return { ...skill, inputModes: [], outputModes: [], securityRequirements: [] };
}
