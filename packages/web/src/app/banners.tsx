import type { MeView } from '@tutti/protocol/api';
import { useEffect, useState } from 'react';
import { type Connection, useConnection } from '../client/use-connection.ts';
import { appText } from '../strings/app.ts';
import { Banner } from '../ui/banner.tsx';
import { ButtonLink } from '../ui/button-link.tsx';

const words = appText.banners;

/** What is not as it should be, above every page, for as long as it is so. */
export function Banners({ me }: { readonly me: MeView | undefined }) {
  const connection = useLasting(useConnection());
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
      {connection === 'reconnecting' && (
        <Banner wide tone="progress">
          {words.reconnecting}
        </Banner>
      )}
      {connection === 'refused' && (
        <Banner
          wide
          tone="danger"
          action={
            <ButtonLink to="/ui/login" size="sm">
              {words.signIn}
            </ButtonLink>
          }
        >
          {words.refused}
        </Banner>
      )}
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
