import { Play, RotateCw } from 'lucide-react';
import { galleryText as text } from '../../strings/gallery.ts';
import { Button } from '../../ui/button.tsx';
import { ButtonLink } from '../../ui/button-link.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import { Panel } from '../../ui/panel.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { Toolbar } from '../../ui/toolbar.tsx';

const words = text.button;
const SLOW_MS = 2_000;

export function Actions() {
  return (
    <Panel title={text.sections.buttons}>
      <Toolbar label={text.sections.buttons}>
        <Button variant="primary" icon={Play}>
          {words.primary}
        </Button>
        <Button icon={RotateCw}>{words.secondary}</Button>
        <Button variant="ghost">{words.ghost}</Button>
        <Button variant="danger">{words.danger}</Button>
        <Button variant="primary" busy>
          {words.busy}
        </Button>
        <Button disabled>{words.disabled}</Button>
        <Button size="sm">{words.small}</Button>
        <Button onClick={() => new Promise((done) => setTimeout(done, SLOW_MS))}>{words.slow}</Button>
        <ButtonLink to="/ui/gallery">{words.link}</ButtonLink>
        <TextLink to="/ui/gallery">{words.link}</TextLink>
        <IconButton label={words.icon} icon={RotateCw} />
        <CopyButton text={words.icon} />
        <Kbd keys="Ctrl K" />
      </Toolbar>
    </Panel>
  );
}
