import type { AgentCard } from '@a2a-js/sdk';
import { UnsupportedOperationError } from '@a2a-js/sdk/errors';
import type { A2ARequestHandler } from '@a2a-js/sdk/server';

/** Tells a card and does nothing else. */
export function tellCard(card: AgentCard): A2ARequestHandler {
  const refuse = async (): Promise<never> => {
    throw new UnsupportedOperationError('this is asked for at the address that the card names');
  };
  const refuseStream = async function* (): AsyncGenerator<never> {
    yield await refuse();
  };
  return {
    getAgentCard: async () => card,
    getAuthenticatedExtendedAgentCard: async () => card,
    sendMessage: refuse,
    sendMessageStream: refuseStream,
    getTask: refuse,
    cancelTask: refuse,
    resubscribe: refuseStream,
    listTasks: refuse,
    createTaskPushNotificationConfig: refuse,
    getTaskPushNotificationConfig: refuse,
    listTaskPushNotificationConfigs: refuse,
    deleteTaskPushNotificationConfig: refuse,
  };
}
