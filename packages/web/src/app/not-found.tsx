import { MapPinOff } from 'lucide-react';
import { appText } from '../strings/app.ts';
import { ButtonLink } from '../ui/button-link.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { PageHeader } from '../ui/page-header.tsx';

export function NotFound() {
  return (
    <>
      <PageHeader title={appText.notFound} />
      <EmptyState
        icon={MapPinOff}
        title={appText.notFound}
        body={appText.notFoundBody}
        action={<ButtonLink to="/ui">{appText.goHome}</ButtonLink>}
      />
    </>
  );
}
