import type { Models, Runtimes, ToolSource } from '@tutti/engine';

/** What a program that embeds a home brings of its own, beside what the directory and the settings say. */
export interface OwnParts {
  /** No other may have one of their names. */
  readonly tools?: readonly ToolSource[] | undefined;
  /** Put around those of the directory. */
  readonly runtimes?: ((others: Runtimes) => Runtimes) | undefined;
  /** In the place of all that are configured. */
  readonly models?: Models | undefined;
}
