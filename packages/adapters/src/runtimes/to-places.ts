/** What the places of a template stand for in a turn. Secrets are not among them: only headers and environments know those. */
import type { RuntimeTurn } from '@tutti/engine';
import type { Places } from './fill-template.ts';

export function toPlaces(turn: RuntimeTurn, values: Readonly<Record<string, string>>): Places {
  const { prompt, history, agent, run, key, session, schema } = turn;
  const conversation = history.map(({ role, text }) => ({ role, text }));
  return {
    goal: prompt.text,
    conversation,
    agent: agent.id,
    instructions: agent.instructions,
    run,
    key,
    session,
    schema,
    // Last, as a connector may have its own meaning for a name, such as `agent`.
    ...values,
  };
}

export function toSecretPlaces(places: Places, secrets: Readonly<Record<string, string>>): Places {
  return {
    ...places,
    ...Object.fromEntries(Object.entries(secrets).map(([key, secret]) => [`secret.${key}`, secret])),
  };
}
