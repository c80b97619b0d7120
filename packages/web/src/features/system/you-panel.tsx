import type { MeView } from '@tutti/protocol/api';
import { LogOut } from 'lucide-react';
import { toRefusal } from '../../client/to-refusal.ts';
import { useSignOut } from '../../domain/use-sign-out.ts';
import { sharedText } from '../../strings/shared.ts';
import { systemText } from '../../strings/system.ts';
import { Button } from '../../ui/button.tsx';
import { type Fact, KeyValue } from '../../ui/key-value.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Time } from '../../ui/time.tsx';
import { useToast } from '../../ui/toast.tsx';

/** Who is at the screen, and the way out. */
export function YouPanel({ me }: { me: MeView }) {
  const signOut = useSignOut();
  const toast = useToast();
  const leave = async (): Promise<void> => {
    try {
      await signOut?.();
    } catch (error) {
      toast({ tone: 'danger', title: sharedText.refused, body: toRefusal(error).detail });
    }
  };
  const action = (
    <Button size="sm" icon={LogOut} onClick={leave}>
      {systemText.signOut}
    </Button>
  );
  return (
    <Panel title={systemText.you} actions={signOut ? action : undefined}>
      <KeyValue items={toFacts(me)} />
    </Panel>
  );
}

function toFacts({ user, rights, by, expiresAt }: MeView): Fact[] {
  const facts: (Fact | false)[] = [
    { label: systemText.user, value: <code className="font-mono text-xs break-all">{user}</code> },
    { label: systemText.yourRights, value: rights.map((right) => systemText.right[right]).join(', ') },
    { label: systemText.signedInBy, value: systemText.by[by] },
    expiresAt !== undefined && { label: systemText.sessionEnds, value: <Time at={expiresAt} /> },
  ];
  return facts.filter((fact) => typeof fact === 'object');
}
