/** What a colour means. It never stands alone: a word or a shape says the same. */
export type Tone = 'neutral' | 'info' | 'progress' | 'attention' | 'success' | 'danger';

export const toneText: Readonly<Record<Tone, string>> = {
  neutral: 'text-neutral',
  info: 'text-info',
  progress: 'text-progress',
  attention: 'text-attention',
  success: 'text-success',
  danger: 'text-danger',
};

export const toneTint: Readonly<Record<Tone, string>> = {
  neutral: 'bg-neutral-tint text-neutral',
  info: 'bg-info-tint text-info',
  progress: 'bg-progress-tint text-progress',
  attention: 'bg-attention-tint text-attention',
  success: 'bg-success-tint text-success',
  danger: 'bg-danger-tint text-danger',
};

export const toneFill: Readonly<Record<Tone, string>> = {
  neutral: 'bg-neutral',
  info: 'bg-info',
  progress: 'bg-progress',
  attention: 'bg-attention',
  success: 'bg-success',
  danger: 'bg-danger',
};
