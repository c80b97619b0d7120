import { useNavigate, useSearch } from '@tanstack/react-router';
import type { RunFilter } from '../../client/queries.ts';
import { runsText } from '../../strings/runs.ts';
import { PageBody } from '../../ui/page-body.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { parseRunSearch, toRunSearch } from './run-search.ts';
import { RunsFilters } from './runs-filters.tsx';
import { RunsList } from './runs-list.tsx';

export function RunsPage() {
  const filter = parseRunSearch(useSearch({ from: '/shell/ui/runs' }));
  const navigate = useNavigate();
  const change = (changed: RunFilter) => {
    void navigate({ to: '/ui/runs', search: toRunSearch(changed), replace: true });
  };
  return (
    <>
      <PageHeader title={runsText.title} />
      <PageBody>
        <RunsFilters filter={filter} onChange={change} />
        {/* Another filter is another list. */}
        <RunsList key={`${filter.status.join()} ${filter.text}`} filter={filter} onClear={() => change(EVERYTHING)} />
      </PageBody>
    </>
  );
}

const EVERYTHING: RunFilter = { status: [], text: '' };
