import type { ToolServerView } from '@tutti/protocol/api';

/** Those that a person has to decide about. */
export function listWaiting({ tools }: Pick<ToolServerView, 'tools'>): ToolServerView['tools'] {
  return tools.filter(({ lock }) => lock === 'new' || lock === 'changed');
}
