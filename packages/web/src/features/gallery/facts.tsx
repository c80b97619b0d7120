import { useState } from 'react';
import { galleryText } from '../../strings/gallery.ts';
import { CodeBlock } from '../../ui/code-block.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Disclosure } from '../../ui/disclosure.tsx';
import { Duration } from '../../ui/duration.tsx';
import { KeyValue } from '../../ui/key-value.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Time } from '../../ui/time.tsx';

const words = galleryText.facts;
const RUN = 'run_01k9z7w3m2';
const BEGUN_BEFORE_MS = 200_000;

export function Facts() {
  const [begunAt] = useState(() => Date.now() - BEGUN_BEFORE_MS);
  const id = (
    <span className="inline-flex items-center gap-1 font-mono text-xs">
      {RUN}
      <CopyButton text={RUN} />
    </span>
  );
  return (
    <Panel title={galleryText.sections.facts}>
      <div className="flex flex-col gap-4">
        <KeyValue
          items={[
            { label: words.run, value: id },
            { label: words.begun, value: <Time at={begunAt} relative /> },
            { label: words.took, value: <Duration ms={BEGUN_BEFORE_MS} /> },
            { label: words.running, value: <Duration since={begunAt} /> },
          ]}
        />
        <CodeBlock text={galleryText.code} label={galleryText.codeLabel} />
        <Disclosure summary={words.more}>{words.moreBody}</Disclosure>
      </div>
    </Panel>
  );
}
