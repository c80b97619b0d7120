import type { AgentDetails } from '@tutti/protocol/api';
import type { AgentDraft } from './agent-draft.ts';

/** What counts now, to be changed. The form is read out of the text by the server when somebody asks for it. */
export function toAgentDraft({ text = '', version }: AgentDetails, mode: AgentDraft['mode']): AgentDraft {
  return { mode, text, note: '', basedOn: version };
}
