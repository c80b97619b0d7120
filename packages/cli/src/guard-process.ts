/** What happens to errors that nobody awaits. */
import { type ReportOptions, reportError } from './report-error.ts';
import { type Terminal, writeLine } from './terminal.ts';

export function guardProcess(terminal: Terminal, options: ReportOptions): void {
  // Somebody's tool let go of a promise: its step is settled without it, so nothing else has to end.
  process.on('unhandledRejection', (reason) => {
    const text =
      reason instanceof Error ? ((options.debug ? reason.stack : undefined) ?? reason.message) : String(reason);
    writeLine(terminal.err, `warning: a tool or plugin left a rejection unhandled: ${text}`);
  });
  process.on('uncaughtException', (error) => {
    reportError(terminal, error, options);
    process.exit(1);
  });
}
