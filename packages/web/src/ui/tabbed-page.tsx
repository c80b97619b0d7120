import { joinClasses } from './join-classes.ts';
import { PageHeader } from './page-header.tsx';
import { Tabs, type TabsProps } from './tabs.tsx';

interface Props<Id extends string> extends TabsProps<Id> {
  readonly title: string;
  readonly intro: string;
  /** A list in it scrolls by itself, in all the height that there is. */
  readonly fills?: boolean;
}

/** A page that is nothing but tabs. */
export function TabbedPage<Id extends string>({ title, intro, fills = false, ...tabs }: Props<Id>) {
  return (
    <div className={joinClasses('flex min-w-0 flex-col gap-2', fills && 'min-h-0 flex-1')}>
      <PageHeader title={title} meta={intro} />
      <Tabs {...tabs} />
    </div>
  );
}
