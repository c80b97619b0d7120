import { appText } from '../strings/app.ts';
import { Skeleton } from '../ui/skeleton.tsx';

export function PagePending() {
  return <Skeleton lines={6} label={appText.loadingPage} />;
}
