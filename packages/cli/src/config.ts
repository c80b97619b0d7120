/** The only file that reads the environment. What it means is parsed in parse-config.ts, by the commands that need it. */
export type Environment = Readonly<Record<string, string | undefined>>;

export interface Look {
  readonly color: boolean;
  /** Errors are shown with their stack. */
  readonly debug: boolean;
}

export function readEnvironment(): Environment {
  return process.env;
}

/** Never refuses: help must be shown whatever the environment holds. */
export function readLook(environment: Environment = process.env): Look {
  return { color: !isOn(environment['NO_COLOR']), debug: isOn(environment['TUTTI_DEBUG']) };
}

/** What a child process of this one is given: the same, with these changes. */
export function toChildEnvironment(changes: Environment): Record<string, string | undefined> {
  return { ...process.env, ...changes };
}

function isOn(text: string | undefined): boolean {
  return text !== undefined && text !== '' && text !== '0';
}
