/**
 * A foreign A2A agent in a process of its own: the SDK's server on express, with what it was asked and what it did told at /seen.
 * A goal that holds `hold` is worked on until somebody posts to /release; one that holds `ask` is answered with a question first.
 */
import { agentCardHandler, jsonRpcHandler, UserBuilder } from '@a2a-js/sdk/server/express';
import { AgentEvent, DefaultRequestHandler, InMemoryTaskStore } from '@a2a-js/sdk/server';
import express from 'express';

const [port = '0', version = '1.0', token = ''] = process.argv.slice(2);
const seen = { goals: [], messageIds: [], cancelled: [], tokens: [] };
const held = new Map();
const WORKING = 2;
const COMPLETED = 3;
const CANCELED = 5;
const INPUT_REQUIRED = 6;

const toParts = (value) => [
  { content: { $case: 'text', value }, metadata: undefined, filename: '', mediaType: 'text/plain' },
];
const toMessage = (context, text) => ({
  messageId: crypto.randomUUID(),
  contextId: context.contextId,
  taskId: context.taskId,
  role: 2,
  parts: toParts(text),
  metadata: undefined,
  extensions: [],
  referenceTaskIds: [],
});

function createReporter(context, bus) {
  const { taskId, contextId } = context;
  const place = { taskId, contextId, metadata: undefined };
  return {
    begin: () =>
      bus.publish(
        AgentEvent.task({
          id: taskId,
          contextId,
          status: { state: WORKING, message: undefined, timestamp: undefined },
          artifacts: context.task?.artifacts ?? [],
          history: [...(context.task?.history ?? []), context.userMessage],
          metadata: undefined,
        }),
      ),
    say: (text, append) =>
      bus.publish(
        AgentEvent.artifactUpdate({
          ...place,
          artifact: {
            artifactId: 'answer',
            name: '',
            description: '',
            parts: toParts(text),
            metadata: undefined,
            extensions: [],
          },
          append,
          lastChunk: append,
        }),
      ),
    end: (state, text) =>
      bus.publish(
        AgentEvent.statusUpdate({
          ...place,
          status: { state, message: text === undefined ? undefined : toMessage(context, text), timestamp: undefined },
        }),
      ),
  };
}

const executor = {
  async execute(context, bus) {
    const goal = context.userMessage.parts.map(({ content }) => content?.value ?? '').join('');
    seen.goals.push(goal);
    seen.messageIds.push(context.userMessage.messageId);
    const report = createReporter(context, bus);
    report.begin();
    if (goal.startsWith('hold')) {
      report.say('first ', false);
      await new Promise((resolve) => held.set(context.taskId, resolve));
      if (seen.cancelled.includes(context.taskId)) return bus.finished();
      report.say('then the rest', true);
      report.end(COMPLETED);
    } else if (goal.startsWith('ask')) report.end(INPUT_REQUIRED, 'which colour?');
    else {
      report.say(`a2a heard: ${goal}`, false);
      report.end(COMPLETED);
    }
    bus.finished();
  },
  async cancelTask(taskId, bus) {
    seen.cancelled.push(taskId);
    bus.publish(
      AgentEvent.statusUpdate({
        taskId,
        contextId: '',
        metadata: undefined,
        status: { state: CANCELED, message: undefined, timestamp: undefined },
      }),
    );
    held.get(taskId)?.();
  },
};

const app = express();
const server = app.listen(Number(port), '127.0.0.1', () => {
  const url = `http://127.0.0.1:${server.address().port}`;
  const card = {
    name: 'Foreign',
    description: 'answers',
    version: '1',
    supportedInterfaces: [{ url: `${url}/rpc`, protocolBinding: 'JSONRPC', tenant: '', protocolVersion: version }],
    provider: undefined,
    capabilities: { streaming: true, pushNotifications: false, extensions: [], extendedAgentCard: false },
    securitySchemes: {},
    securityRequirements: [],
    defaultInputModes: ['text/plain'],
    defaultOutputModes: ['text/plain'],
    skills: [],
    signatures: [],
  };
  const requestHandler = new DefaultRequestHandler(card, new InMemoryTaskStore(), executor);
  const legacyCompat = { enabled: version !== '1.0' };
  app.get('/seen', (_, response) => response.json({ ...seen, held: [...held.keys()] }));
  app.post('/release', (_, response) => {
    for (const release of held.values()) release();
    response.end();
  });
  app.use((request, response, next) => {
    seen.tokens.push(request.headers.authorization ?? '');
    if (token !== '' && request.headers.authorization !== `Bearer ${token}`) response.status(401).end('who are you?');
    else next();
  });
  const asOld = (request, _, next) => {
    if (version !== '1.0') delete request.headers['a2a-version'];
    next();
  };
  app.use('/.well-known/agent-card.json', asOld, agentCardHandler({ agentCardProvider: requestHandler, legacyCompat }));
  app.use('/rpc', jsonRpcHandler({ requestHandler, userBuilder: UserBuilder.noAuthentication, legacyCompat }));
  process.stdout.write(`${url}\n`);
});
