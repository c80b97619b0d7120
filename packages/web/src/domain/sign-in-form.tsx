import type { UseMutationResult } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { toRefusal } from '../client/to-refusal.ts';
import { loginText } from '../strings/login.ts';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { CodeBlock } from '../ui/code-block.tsx';
import { TextField } from '../ui/text-field.tsx';
import { findCode } from './find-code.ts';

/** How to get a link, and where to put it. */
export function SignInForm({ exchange }: { exchange: UseMutationResult<unknown, Error, string> }) {
  const [pasted, setPasted] = useState('');
  function submit(event: FormEvent): void {
    event.preventDefault();
    const code = findCode(pasted) ?? pasted.trim();
    if (code !== '' && !exchange.isPending) exchange.mutate(code);
  }
  return (
    <div className="flex flex-col gap-4">
      <CodeBlock text={loginText.command} />
      {exchange.isError && <SignInFailure error={exchange.error} />}
      <form onSubmit={submit} className="flex flex-col gap-3">
        <TextField
          label={loginText.pasteLabel}
          hint={loginText.pasteHint}
          value={pasted}
          onChange={setPasted}
          autoComplete="off"
          spellCheck={false}
        />
        <Button type="submit" variant="primary" busy={exchange.isPending}>
          {loginText.submit}
        </Button>
      </form>
    </div>
  );
}

function SignInFailure({ error }: { readonly error: Error }) {
  const { code, detail, remedy } = toRefusal(error);
  const isUsed = code === 'unauthenticated';
  return (
    <Banner tone="danger">
      <p className="font-medium">{isUsed ? loginText.failed : detail}</p>
      <p>{isUsed ? loginText.failedRemedy : remedy}</p>
    </Banner>
  );
}
