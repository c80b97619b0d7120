import { useState } from 'react';
import { galleryText as text } from '../../strings/gallery.ts';
import { Badge } from '../../ui/badge.tsx';
import { Duration } from '../../ui/duration.tsx';
import { LoadMore } from '../../ui/load-more.tsx';
import { Panel } from '../../ui/panel.tsx';
import { RowLink } from '../../ui/row-link.tsx';
import { StatusDot } from '../../ui/status-dot.tsx';
import { Cell, Row, TableShell } from '../../ui/table.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import type { Tone } from '../../ui/tone.ts';
import { Tree, TreeRow } from '../../ui/tree-row.tsx';

const words = text.table;
const tones: readonly Tone[] = ['progress', 'success', 'danger'];
const TOOK_MS = 192_400;

export function Lists() {
  return (
    <div className="grid items-start gap-4 xl:grid-cols-2">
      <RunTable />
      <StepTree />
      <Views />
    </div>
  );
}

function RunTable() {
  const columns = [
    { id: 'title', label: words.title },
    { id: 'status', label: words.status },
    { id: 'cost', label: words.cost, align: 'end', from: 'sm' },
    { id: 'took', label: words.duration, align: 'end', from: 'md' },
  ] as const;
  return (
    <Panel title={text.sections.lists} flush>
      <TableShell label={words.label} columns={columns}>
        {words.rows.map((title, index) => {
          const tone = tones[index] ?? 'neutral';
          return (
            <Row key={title} selected={index === 1}>
              <Cell heads grow>
                <RowLink to="/ui/gallery">{title}</RowLink>
              </Cell>
              <Cell>
                <Badge tone={tone}>{text.tones[tone]}</Badge>
              </Cell>
              <Cell align="end" from="sm" muted>
                $0.0{index + 1}
              </Cell>
              <Cell align="end" from="md" muted>
                <Duration ms={TOOK_MS * index} />
              </Cell>
            </Row>
          );
        })}
      </TableShell>
      <LoadMore hasMore shown={3} onMore={() => {}} />
    </Panel>
  );
}

const steps = [
  { id: 'plan', depth: 0, parent: undefined, label: text.tree.plan, tone: 'success' },
  { id: 'turn', depth: 1, parent: 'plan', label: text.tree.turn, tone: 'success' },
  { id: 'model', depth: 2, parent: 'turn', label: text.tree.model, tone: 'success' },
  { id: 'tool', depth: 2, parent: 'turn', label: text.tree.tool, tone: 'progress' },
  { id: 'review', depth: 0, parent: undefined, label: text.tree.review, tone: 'neutral' },
] as const;

function StepTree() {
  const [closed, setClosed] = useState<readonly string[]>([]);
  const [selected, setSelected] = useState<string>('model');
  const isHidden = (parent: string | undefined): boolean =>
    parent !== undefined && (closed.includes(parent) || isHidden(steps.find(({ id }) => id === parent)?.parent));
  return (
    <Panel title={text.sections.tree} flush>
      <Tree label={text.tree.label}>
        {steps
          .filter(({ parent }) => !isHidden(parent))
          .map(({ id, depth, label, tone }, index) => (
            <TreeRow
              key={id}
              depth={depth}
              expanded={steps.some(({ parent }) => parent === id) ? !closed.includes(id) : undefined}
              onToggle={() => setClosed((now) => (now.includes(id) ? now.filter((one) => one !== id) : [...now, id]))}
              selected={id === selected}
              onSelect={() => setSelected(id)}
              reachable={index === 0}
              trail={<Duration ms={TOOK_MS} />}
            >
              <StatusDot tone={tone} pulse={tone === 'progress'} label={text.tones[tone]} />
              <span className="truncate">{label}</span>
            </TreeRow>
          ))}
      </Tree>
    </Panel>
  );
}

function Views() {
  const tabs = [
    { id: 'timeline', label: text.tabs.timeline, content: <p className="pt-3">{text.tabs.timelineBody}</p> },
    { id: 'events', label: text.tabs.events, count: 42, content: <p className="pt-3">{text.tabs.eventsBody}</p> },
  ] as const;
  const [tab, setTab] = useState<(typeof tabs)[number]['id']>('timeline');
  return (
    <Panel title={text.tabs.label}>
      <Tabs label={text.tabs.label} tabs={tabs} value={tab} onChange={setTab} />
    </Panel>
  );
}
