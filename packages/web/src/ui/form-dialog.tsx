import { type ReactNode, useId } from 'react';
import { Banner } from './banner.tsx';
import { Button } from './button.tsx';
import { Dialog, type DialogProps } from './dialog.tsx';

interface Props extends Pick<DialogProps, 'onClose' | 'title' | 'size'> {
  readonly submitLabel: string;
  readonly onSubmit: () => void;
  /** What was filled in is on its way. */
  readonly busy: boolean;
  /** Why it was not taken, where no field is to blame. */
  readonly refused: string | undefined;
  /** The fields. */
  readonly children: ReactNode;
}

/** Fields, and one button that hands them in. */
export function FormDialog({ submitLabel, onSubmit, busy, refused, children, ...dialog }: Props) {
  const form = useId();
  return (
    <Dialog
      {...dialog}
      open
      footer={
        <Button type="submit" form={form} variant="primary" busy={busy}>
          {submitLabel}
        </Button>
      }
    >
      <form
        id={form}
        noValidate
        autoComplete="off"
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        {refused !== undefined && <Banner tone="danger">{refused}</Banner>}
        {children}
      </form>
    </Dialog>
  );
}
