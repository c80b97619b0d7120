import type { RunId } from '@tutti/protocol';
import { useNavigate, useRouterState } from '@tanstack/react-router';
import { useRef } from 'react';
import { useTaskNotices } from '../client/use-task-notices.ts';
import { appText } from '../strings/app.ts';
import { useToast } from '../ui/toast.tsx';
import { toNoticeToasts } from './to-notice-toasts.ts';

/** Says when a run ends or waits, on every page but its own. */
export function Notices() {
  const toast = useToast();
  const navigate = useNavigate();
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const known = useRef(new Map<RunId, number>());
  useTaskNotices((notices) => {
    for (const { tone, title, body, run } of toNoticeToasts(notices, known.current)) {
      if (run !== undefined && path === `/ui/runs/${run}`) continue;
      const onAction = () =>
        void (run === undefined ? navigate({ to: '/ui/runs' }) : navigate({ to: '/ui/runs/$run', params: { run } }));
      toast({ tone, title, body, action: { label: appText.notices.open, onAction } });
    }
  });
  return null;
}
