import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { uiText } from '../strings/ui.ts';
import { IconButton } from './icon-button.tsx';

export interface CopyButtonProps {
  readonly text: string;
  readonly label?: string | undefined;
}

const CONFIRMED_MS = 1_500;

export function CopyButton({ text, label = uiText.copy }: CopyButtonProps) {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle');
  useEffect(() => {
    if (state === 'idle') return;
    const timer = setTimeout(() => setState('idle'), CONFIRMED_MS);
    return () => clearTimeout(timer);
  }, [state]);
  const said = { idle: '', copied: uiText.copied, failed: uiText.notCopied }[state];
  return (
    <>
      <IconButton
        size="sm"
        label={label}
        icon={state === 'copied' ? Check : Copy}
        onClick={() => copy(text).then(setState)}
      />
      <span role="status" className="sr-only">
        {said}
      </span>
    </>
  );
}

async function copy(text: string): Promise<'copied' | 'failed'> {
  try {
    await navigator.clipboard.writeText(text);
    return 'copied';
  } catch {
    // Some browsers and plain http on another host keep the clipboard closed.
    return 'failed';
  }
}
