import { EngineError } from '@tutti/engine';

export interface ConfigProblem {
  readonly setting: string;
  /** Where the value stands: `environment PORT`. */
  readonly source: string;
  readonly message: string;
}

/** Everything that is wrong with the settings, at once. Never holds the value of a secret. */
export class ConfigInvalidError extends EngineError {
  readonly code = 'config_invalid';
  readonly problems: readonly ConfigProblem[];
  constructor(problems: readonly ConfigProblem[], options?: ErrorOptions) {
    super(problems.map(({ source, message }) => `${source}: ${message}`).join('; '), options);
    this.problems = problems;
  }
}
