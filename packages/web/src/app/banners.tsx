import type { MeView } from '@tutti/protocol/api';
import { lazy, Suspense, useEffect, useState } from 'react';
import { type Connection, useConnection } from '../client/use-connection.ts';
import { appText } from '../strings/app.ts';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { useStoreAway } from './use-store-away.ts';

const words = appText.banners;
const SignInDialog = lazy(async () => ({ default: (await import('./sign-in-dialog.tsx')).SignInDialog }));

/** What is not as it should be, above every page, for as long as it is so. */
export function Banners({ me, isSignedOut }: { readonly me: MeView | undefined; readonly isSignedOut: boolean }) {
  const connection = useLasting(useConnection());
  const isStoreAway = useStoreAway();
  return (
    <>
      {me?.by === 'open' && (
        <Banner wide tone="attention">
          {words.open}
        </Banner>
      )}
      {connection === 'offline' && (
        <Banner wide tone="neutral">
          {words.offline}
        </Banner>
      )}
      {isStoreAway && (
        <Banner wide tone="attention">
          {words.storeAway}
        </Banner>
      )}
      {connection === 'reconnecting' && (
        <Banner wide tone="progress">
          {words.reconnecting}
        </Banner>
      )}
      {(isSignedOut || connection === 'refused') && <SignedOut />}
    </>
  );
}

/** The page below stays as it is: what somebody typed into it is not lost. */
function SignedOut() {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <Banner
        wide
        tone="danger"
        action={
          <Button size="sm" onClick={() => setIsOpen(true)}>
            {words.signIn}
          </Button>
        }
      >
        {words.refused}
      </Banner>
      <Suspense>{isOpen && <SignInDialog onClose={() => setIsOpen(false)} />}</Suspense>
    </>
  );
}

const LASTING_MS = 800;

/** A connection that is back within a blink is not worth a word that moves the page. */
function useLasting(connection: Connection): Connection {
  const [lasting, setLasting] = useState<Connection>('open');
  useEffect(() => {
    const timer = setTimeout(() => setLasting(connection), connection === 'reconnecting' ? LASTING_MS : 0);
    return () => clearTimeout(timer);
  }, [connection]);
  return lasting;
}
