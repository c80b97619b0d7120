import { Inbox } from 'lucide-react';
import { galleryText } from '../../strings/gallery.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';

const { banner, empty, error, sections } = galleryText;
const banners = ['info', 'progress', 'attention', 'success', 'danger'] as const;

export function States() {
  return (
    <Panel title={sections.states} flush>
      <div className="flex flex-col gap-2 p-4">
        {banners.map((tone) => (
          <Banner key={tone} tone={tone}>
            {banner[tone]}
          </Banner>
        ))}
      </div>
      <div className="divide-y divide-line border-t border-line">
        <Skeleton lines={4} />
        <EmptyState
          icon={Inbox}
          title={empty.title}
          body={empty.body}
          action={<Button variant="primary">{empty.action}</Button>}
        />
        <ErrorState {...error} onRetry={() => {}} />
      </div>
    </Panel>
  );
}
