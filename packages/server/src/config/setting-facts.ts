export interface SettingFacts {
  readonly description: string;
  /** The first that is set counts. */
  readonly variables: readonly string[];
  /** Of the command line, without its dashes. */
  readonly option?: string;
  /** It may stand in `config.yaml`, under its own name. */
  readonly inFile: boolean;
  readonly secret?: true;
  /** In `config.yaml` only where nobody but its owner can read that file. */
  readonly ownerOnly?: true;
  /** A slip may put a secret there, so what is refused is not shown. */
  readonly guarded?: true;
  /** Understood, but nothing in this version acts on it. */
  readonly unused?: true;
}
