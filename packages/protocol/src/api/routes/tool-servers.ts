import * as z from 'zod';
import { Hash } from '../../ids.ts';
import { Json } from '../../json.ts';
import { ToolSecretName, ToolServerConfig, ToolServerName } from '../../tool-server.ts';
import { defineRoute } from '../route.ts';
import { ToolServerView, ToolTrialView } from '../tool-server-views.ts';

const ServerParams = z.strictObject({ server: ToolServerName });
const SecretParams = ServerParams.extend({ name: ToolSecretName });
const PATH = '/api/v1/tool-servers';
const shown = { 200: { description: 'As it stands now.', schema: ToolServerView } };

export const toolServerRoutes = {
  listToolServers: defineRoute({
    method: 'GET',
    path: PATH,
    tag: 'tools',
    summary: 'The servers of tools, how they are, and which of their tools are approved; none of them is started',
    access: 'view',
    answers: { 200: { description: 'All of them.', schema: z.object({ items: z.array(ToolServerView) }) } },
    problems: ['tool_servers_invalid'],
  }),
  getToolServer: defineRoute({
    method: 'GET',
    path: `${PATH}/{server}`,
    tag: 'tools',
    summary: 'One server of tools, with the differences of what has changed since it was approved; it is not started',
    access: 'view',
    params: ServerParams,
    answers: shown,
    problems: ['tool_server_not_found', 'tool_servers_invalid'],
  }),
  putToolServer: defineRoute({
    method: 'PUT',
    path: `${PATH}/{server}`,
    tag: 'tools',
    summary:
      'Add or change a server of tools; nothing is started before somebody has consented to exactly this command',
    access: 'manage',
    params: ServerParams,
    body: ToolServerConfig.meta({ id: 'ToolServerConfig' }),
    answers: shown,
    problems: ['tool_command_refused', 'tool_name_taken', 'tool_servers_invalid'],
  }),
  removeToolServer: defineRoute({
    method: 'DELETE',
    path: `${PATH}/{server}`,
    tag: 'tools',
    summary: 'Stop a server of tools and forget it, with its approvals and secrets',
    access: 'manage',
    params: ServerParams,
    answers: { 204: { description: 'It is gone.' } },
    problems: ['tool_server_not_found', 'tool_servers_invalid'],
  }),
  consentToToolServer: defineRoute({
    method: 'POST',
    path: `${PATH}/{server}/consent`,
    tag: 'tools',
    summary: 'Allow that exactly this command is started, or exactly this address asked, whenever its tools are used',
    access: 'manage',
    params: ServerParams,
    body: z.strictObject({ hash: Hash }).meta({ id: 'ToolServerConsent' }),
    answers: shown,
    problems: ['tool_server_not_found', 'tool_approval_stale', 'tool_servers_invalid'],
  }),
  connectToolServer: defineRoute({
    method: 'POST',
    path: `${PATH}/{server}/connect`,
    tag: 'tools',
    summary: 'Start a server of tools where it does not run, or start it again, and list what it has',
    access: 'manage',
    params: ServerParams,
    body: z
      .strictObject({
        /** Also where it runs: calls that are under way are cut. */
        restart: z.boolean().default(false),
      })
      .meta({ id: 'ToolServerStart' }),
    answers: shown,
    problems: ['tool_server_not_found', 'tool_consent_needed', 'tool_unavailable', 'tool_servers_invalid'],
  }),
  approveTools: defineRoute({
    method: 'POST',
    path: `${PATH}/{server}/approve`,
    tag: 'tools',
    summary: 'Approve tools of a server as they were shown; what has changed since then is not approved',
    access: 'manage',
    params: ServerParams,
    body: z
      .strictObject({
        tools: z
          .array(z.strictObject({ name: z.string().max(200), hash: Hash }))
          .min(1)
          .max(1_000),
      })
      .meta({ id: 'ToolApproval' }),
    answers: shown,
    problems: ['tool_server_not_found', 'tool_approval_stale', 'tool_unavailable', 'tool_servers_invalid'],
  }),
  tryTool: defineRoute({
    method: 'POST',
    path: `${PATH}/{server}/call`,
    tag: 'tools',
    summary: 'Call one approved tool by hand, for a trial; whatever it does happens',
    access: 'manage',
    params: ServerParams,
    body: z
      .strictObject({ tool: z.string().max(200), input: z.record(z.string(), Json).default({}) })
      .meta({ id: 'ToolTrialWish' }),
    answers: { 200: { description: 'What came of it.', schema: ToolTrialView } },
    problems: ['tool_server_not_found', 'tool_servers_invalid'],
  }),
  putToolSecret: defineRoute({
    method: 'PUT',
    path: `${PATH}/{server}/secrets/{name}`,
    tag: 'tools',
    summary: 'Store a secret for one server of tools, encrypted; it is given to no other, and nobody can read it again',
    access: 'manage',
    params: SecretParams,
    body: z
      .strictObject({
        secret: z
          .string()
          .trim()
          .min(1)
          .max(4_000)
          .regex(/^[\x20-\x7e]+$/, 'a secret is one line of plain characters'),
      })
      .meta({ id: 'NewToolSecret' }),
    answers: shown,
    problems: ['tool_server_not_found', 'key_file_unusable', 'tool_servers_invalid'],
  }),
  removeToolSecret: defineRoute({
    method: 'DELETE',
    path: `${PATH}/{server}/secrets/{name}`,
    tag: 'tools',
    summary: 'Forget a secret of a server of tools',
    access: 'manage',
    params: SecretParams,
    answers: { 204: { description: 'It is forgotten.' } },
    problems: ['tool_server_not_found', 'tool_servers_invalid'],
  }),
} as const;
