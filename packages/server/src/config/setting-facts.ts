export interface SettingFacts {
  readonly description: string;
  /** The first that is set counts. */
  readonly variables: readonly string[];
  /** Those of them that are another program's own: what is not understood there is passed over, and said. */
  readonly foreign?: readonly string[];
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
