/** The card of an agent or of the server, in the form of the protocol that the client speaks. */
import { AgentCard } from '@a2a-js/sdk';
import { LegacyJsonRpcTransportHandler } from '@a2a-js/sdk/compat/v0_3/server';
import { ServerCallContext } from '@a2a-js/sdk/server';
import { AgentId } from '@tutti/protocol';
import type { FastifyReply } from 'fastify';
import type { Exchange, MountTools } from '../../http/mount.ts';
import { RequestError } from '../../http/request-error.ts';
import { createAgentCard } from './agent-card.ts';
import { tellCard } from './tell-card.ts';
import { listKnown, toBase } from './to-door.ts';
import { toVersion } from './to-version.ts';

/** `isKnown`: the client has shown who it is. */
export async function serveCard(
  tools: MountTools,
  exchange: Exchange,
  { agent, isKnown }: { agent: string | undefined; isKnown: boolean },
): Promise<FastifyReply> {
  const { request, reply } = exchange;
  reply.header('vary', 'authorization, a2a-version').header('cache-control', 'no-cache').type('application/json');
  const known = isKnown ? await listKnown(tools, exchange, agent) : undefined;
  if (!known && agent !== undefined && !AgentId.safeParse(agent).success)
    throw new RequestError('unknown_agent', 'this is no name of an agent');
  const card = createAgentCard({ base: toBase(tools, exchange), agent }, known);
  if (toVersion(request.headers) !== '0.3') return reply.send(JSON.stringify(AgentCard.toJSON(card)));
  // Clients of 1.0 that name no version find their address in it, too.
  return reply.send(JSON.stringify({ ...(await toLegacyCard(card)), supportedInterfaces: card.supportedInterfaces }));
}

/** The library tells a card in the older form only over its protocol. */
async function toLegacyCard(card: AgentCard): Promise<object> {
  const handler = new LegacyJsonRpcTransportHandler(tellCard(card));
  const method = 'agent/getAuthenticatedExtendedCard';
  const answer = await handler.handle({ jsonrpc: '2.0', id: 1, method }, new ServerCallContext({}));
  if (!('result' in answer) || typeof answer.result !== 'object' || answer.result === null)
    throw new TypeError('the card has no older form');
  return answer.result;
}
