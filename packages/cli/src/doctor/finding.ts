/** What a check found. */
export interface Finding {
  readonly about: string;
  /** `broken`: something will be refused or lost as long as it is so. */
  readonly state: 'ok' | 'note' | 'warning' | 'broken';
  readonly text: string;
  readonly remedy?: string;
}

export function toMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
