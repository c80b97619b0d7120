import { uiText } from '../strings/ui.ts';
import { CopyButton } from './copy-button.tsx';
import { joinClasses } from './join-classes.ts';

export interface CodeBlockProps {
  readonly text: string;
  /** Said above it: a language, a file name. */
  readonly label?: string | undefined;
  readonly wrap?: boolean | undefined;
  /** Without a limit it is as high as its text. */
  readonly limited?: boolean | undefined;
}

export function CodeBlock({ text, label, wrap = false, limited = true }: CodeBlockProps) {
  return (
    <div className="relative min-w-0 overflow-hidden rounded-md border border-line bg-sunken">
      {label === undefined ? (
        <div className="absolute top-1 right-1 rounded-md bg-sunken">
          <CopyButton text={text} />
        </div>
      ) : (
        <div className="flex items-center justify-between gap-2 border-b border-line py-0.5 pr-1 pl-3 text-xs text-muted">
          <span className="min-w-0 truncate">{label}</span>
          <CopyButton text={text} />
        </div>
      )}
      <pre
        // What scrolls is reached by keyboard too.
        tabIndex={0}
        role="group"
        aria-label={label ?? uiText.code}
        className={joinClasses(
          'overflow-auto p-3 font-mono text-xs leading-4.5 -outline-offset-2',
          limited && 'max-h-96',
          label === undefined && 'pr-9',
          wrap && 'break-words whitespace-pre-wrap',
        )}
      >
        <code>{text}</code>
      </pre>
    </div>
  );
}
