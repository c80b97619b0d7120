import { MoreHorizontal, Pause, RotateCw, X } from 'lucide-react';
import { useState } from 'react';
import { galleryText } from '../../strings/gallery.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Menu } from '../../ui/menu.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Popover } from '../../ui/popover.tsx';
import { useToast } from '../../ui/toast.tsx';
import { Toolbar } from '../../ui/toolbar.tsx';
import { Tooltip } from '../../ui/tooltip.tsx';

const words = galleryText.floating;
const nothing = (): void => {};

export function Floating() {
  const toast = useToast();
  const [open, setOpen] = useState<'dialog' | 'confirm'>();
  const close = () => setOpen(undefined);
  const notice = {
    tone: 'success',
    title: words.toastTitle,
    body: words.toastBody,
    action: { label: words.open, onAction: nothing },
  } as const;
  return (
    <Panel title={galleryText.sections.floating}>
      <Toolbar label={galleryText.sections.floating}>
        <Button onClick={() => setOpen('dialog')}>{words.dialog}</Button>
        <Button variant="danger" onClick={() => setOpen('confirm')}>
          {words.confirm}
        </Button>
        <Button onClick={() => toast(notice)}>{words.toast}</Button>
        <Popover label={words.popover} trigger={<Button>{words.popover}</Button>}>
          {words.popoverBody}
        </Popover>
        <Tooltip text={words.tooltip}>
          <Button variant="ghost">{words.tooltip}</Button>
        </Tooltip>
        <Actions />
      </Toolbar>
      <Dialog open={open === 'dialog'} onClose={close} title={words.dialogTitle} footer={<Actions />}>
        {words.dialogBody}
      </Dialog>
      <ConfirmDialog
        open={open === 'confirm'}
        onClose={close}
        title={words.confirmTitle}
        body={words.confirmBody}
        confirmLabel={words.confirmLabel}
        tone="danger"
        onConfirm={nothing}
      />
    </Panel>
  );
}

function Actions() {
  return (
    <Menu
      label={words.menu}
      trigger={<IconButton label={words.menu} icon={MoreHorizontal} />}
      items={[
        { id: 'pause', label: words.pause, icon: Pause, onSelect: nothing },
        { id: 'retry', label: words.retry, icon: RotateCw, disabled: true, onSelect: nothing },
        { id: 'cancel', label: words.remove, icon: X, tone: 'danger', divided: true, onSelect: nothing },
      ]}
    />
  );
}
