import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ME } from '../client/queries.ts';
import { useServices } from '../client/services-context.tsx';
import { SignInForm } from '../domain/sign-in-form.tsx';
import { appText } from '../strings/app.ts';
import { loginText } from '../strings/login.ts';
import { Dialog } from '../ui/dialog.tsx';

/** Signs in again above the page. Whoever opens the link in another tab of this browser is seen here, too. */
export function SignInDialog({ onClose }: { readonly onClose: () => void }) {
  const { client } = useServices();
  const queries = useQueryClient();
  const exchange = useMutation({
    mutationFn: (code: string) => client.call('openSession', { code }),
    // Who it is now makes everything else go on.
    onSuccess: (me) => {
      queries.setQueryData(ME, me);
      onClose();
    },
  });
  return (
    <Dialog open onClose={onClose} title={appText.banners.signIn} size="sm">
      <p className="mb-4 text-muted">{loginText.needsLinkBody}</p>
      <SignInForm exchange={exchange} />
    </Dialog>
  );
}
