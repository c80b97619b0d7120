import type { RunReport } from '../runs/run-report.ts';
import type { RunView } from './run-view.ts';

/** Shows a run in its own way from the beginning to the end. */
export interface RunPresenter extends RunView {
  /** It rests: everything that it has come to is known. */
  tell(report: RunReport): void;
}
