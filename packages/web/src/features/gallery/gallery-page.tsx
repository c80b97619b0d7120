import { galleryText as text } from '../../strings/gallery.ts';
import { Markdown } from '../../ui/markdown.tsx';
import { PageBody } from '../../ui/page-body.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Actions } from './actions.tsx';
import { Facts } from './facts.tsx';
import { Figures } from './figures.tsx';
import { Floating } from './floating.tsx';
import { Inputs } from './inputs.tsx';
import { Lists } from './lists.tsx';
import { Colours, TypeScale } from './looks.tsx';
import { States } from './states.tsx';

/** Every component in every state, for whoever builds a page and for the tests that look at them. */
export function GalleryPage() {
  return (
    <>
      <PageHeader title={text.title} meta={text.intro} />
      <PageBody>
        <div className="grid items-start gap-4 xl:grid-cols-2">
          <TypeScale />
          <Colours />
          <Actions />
          <Floating />
          <Inputs />
          <Facts />
          <Figures />
        </div>
        <Lists />
        <div className="grid items-start gap-4 xl:grid-cols-2">
          <Panel title={text.sections.words}>
            <Markdown text={text.markdown} />
          </Panel>
          <States />
        </div>
      </PageBody>
    </>
  );
}
