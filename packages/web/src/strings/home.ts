export const homeText = {
  title: 'Home',
  running: 'Running',
  runningNone: 'Nothing is running.',
  waits: 'Waits for you',
  waitsNone: 'Nothing waits for you.',
  failed: 'Failed lately',
  failedNone: 'Nothing has failed.',
  recent: 'Ended lately',
  recentNone: 'Nothing has ended yet.',
  all: 'All runs',
  allApprovals: 'All of them',
  welcome: 'Give a team of agents something to do',
  welcomeBody:
    'Write down a goal, or begin with one of these. You can watch every step, stop it at any time, and look at everything that was said.',
  goal: 'Goal',
  goalPlaceholder: 'What should be true in the end?',
  start: 'Start',
  examples: [
    'Plan a two-day workshop on incident response for a team of eight, with an agenda and what to prepare.',
    'Write release notes for a version that brings dark mode, faster search and a fix for lost drafts.',
    'Compare three ways to back up a small database, and recommend one for a team without an administrator.',
  ],
  startThis: 'Start this',
  rehearsal:
    'No model provider is configured, so the rehearsal model speaks: everything runs as it will, but the words are a stand-in.',
  addModels: 'Add a model',
  moreOptions: 'Choose agents, budget and deadline',
} as const;
