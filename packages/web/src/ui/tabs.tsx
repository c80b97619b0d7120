import { Tabs as Parts } from 'radix-ui';
import type { ReactNode } from 'react';

export interface Tab<Id extends string> {
  readonly id: Id;
  readonly label: string;
  readonly count?: number | undefined;
  /** Drawn only while its tab is the chosen one. */
  readonly content: ReactNode;
}

export interface TabsProps<Id extends string> {
  readonly label: string;
  readonly tabs: readonly Tab<Id>[];
  readonly value: Id;
  readonly onChange: (id: Id) => void;
}

export function Tabs<Id extends string>({ label, tabs, value, onChange }: TabsProps<Id>) {
  return (
    <Parts.Root
      value={value}
      onValueChange={(id) => {
        const chosen = tabs.find((tab) => tab.id === id);
        if (chosen) onChange(chosen.id);
      }}
      className="flex min-h-0 flex-1 flex-col"
    >
      <Parts.List aria-label={label} className="flex shrink-0 gap-1 overflow-x-auto border-b border-line">
        {tabs.map((tab) => (
          <Parts.Trigger
            key={tab.id}
            value={tab.id}
            className="-mb-px inline-flex h-9 shrink-0 items-center gap-1.5 border-b-2 border-transparent px-2 text-sm font-medium text-muted -outline-offset-2 transition-colors hover:text-text data-[state=active]:border-accent data-[state=active]:text-text pointer-coarse:h-11"
          >
            {tab.label}
            {tab.count !== undefined && (
              <span className="rounded-full bg-neutral-tint px-1.5 text-2xs text-neutral">{tab.count}</span>
            )}
          </Parts.Trigger>
        ))}
      </Parts.List>
      {tabs.map(({ id, content }) => (
        <Parts.Content key={id} value={id} className="flex min-h-0 flex-1 flex-col -outline-offset-2">
          {content}
        </Parts.Content>
      ))}
    </Parts.Root>
  );
}
