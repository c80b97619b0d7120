/** One contestant of a comparison. Each step is stored before the next begins. */
export interface Side extends AsyncDisposable {
  readonly version: string;
  /** One run of ten steps, one after the other, none of which does anything. */
  runSteps(): Promise<void>;
  /** One run of a hundred steps at once and a join. */
  runFan(): Promise<void>;
  /** How many steps are found where this side stores them, asked of the storage and not of the side. */
  countStored(): Promise<number>;
}
