import { galleryText } from '../../strings/gallery.ts';
import { BarChart } from '../../ui/bar-chart.tsx';
import { Meter } from '../../ui/meter.tsx';
import { Panel } from '../../ui/panel.tsx';

const words = galleryText.figures;
const HEIGHTS = [0.2, 0.45, 0, 0.9, 1, 0.6, 0.35];

export function Figures() {
  return (
    <Panel title={galleryText.sections.figures}>
      <div className="flex flex-col gap-4">
        <Meter
          label={words.budget}
          text={words.budgetText}
          parts={[
            { share: 0.6, tone: 'progress' },
            { share: 0.15, tone: 'attention', title: words.held },
          ]}
        />
        <Meter label={words.full} text={words.fullText} parts={[{ share: 1.2, tone: 'danger' }]} />
        <Meter bare label={words.bare} text={words.bareText} parts={[{ share: 0.3, tone: 'info' }]} />
        <BarChart
          label={words.chart}
          bars={HEIGHTS.map((share, index) => ({
            id: String(index),
            label: words.day(index + 1),
            text: words.bar(index + 1, share * 100),
            parts: [
              { share: share / 2, tone: 'neutral' },
              { share: share / 2, tone: 'success' },
            ],
          }))}
          ticks={[0, 0.5, 1].map((share) => ({ share, text: String(share * 100) }))}
          legend={[
            { tone: 'neutral', text: words.paid },
            { tone: 'success', text: words.free },
          ]}
        />
      </div>
    </Panel>
  );
}
