/** What all processes of an installation must agree on, such as who its owner is. */
export interface Installation {
  /** Keeps the value unless one is kept under this key; returns the one that is. */
  keepFact(key: string, value: string): Promise<string>;
}
