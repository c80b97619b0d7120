import type { RunId } from '@tutti/protocol';
import type { TaskNotice } from '@tutti/protocol/api';
import { useNavigate, useRouterState } from '@tanstack/react-router';
import { useEffect, useEffectEvent, useRef } from 'react';
import { useTaskNotices } from '../client/use-task-notices.ts';
import { appText } from '../strings/app.ts';
import { useToast } from '../ui/toast.tsx';
import { toNoticeToasts } from './to-notice-toasts.ts';

/** What ends within it is told together. */
const GATHERED_MS = 500;

/** Says when a run ends or waits, on every page but its own. */
export function Notices() {
  const toast = useToast();
  const navigate = useNavigate();
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const known = useRef(new Map<RunId, number>());
  const gathered = useRef<TaskNotice[]>([]);
  const tell = useEffectEvent(() => {
    const elsewhere = gathered.current.splice(0).filter(({ run }) => path !== `/ui/runs/${run}`);
    for (const { tone, title, body, run } of toNoticeToasts(elsewhere, known.current)) {
      const onAction = () =>
        void (run === undefined ? navigate({ to: '/ui/runs' }) : navigate({ to: '/ui/runs/$run', params: { run } }));
      const replaces = run === undefined ? 'several' : undefined;
      toast({ tone, title, body, replaces, action: { label: appText.notices.open, onAction } });
    }
  });
  useTaskNotices((notices) => void gathered.current.push(...notices));
  useEffect(() => {
    const timer = setInterval(() => tell(), GATHERED_MS);
    return () => clearInterval(timer);
  }, []);
  return null;
}
