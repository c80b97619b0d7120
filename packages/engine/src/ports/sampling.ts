/** How an answer is drawn. A model that cannot honour one of these draws as it always does. */
export interface Sampling {
  readonly temperature?: number;
  readonly topP?: number;
  readonly presencePenalty?: number;
  readonly frequencyPenalty?: number;
  /** The answer ends before the first of these. */
  readonly stop?: readonly string[];
  readonly seed?: number;
}

/** Absent is `auto`: the model decides whether it calls a tool. */
export type ToolChoice = 'auto' | 'none' | 'required' | { readonly name: string };
