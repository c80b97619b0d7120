/** The gallery shows every component in every state; its words are examples. */
export const galleryText = {
  title: 'Gallery',
  intro: 'Every component in every state. It knows nothing of the product, and needs no server.',
  figures: {
    budget: 'Budget',
    budgetText: '$3 of $5 · $0.75 set aside',
    held: 'Set aside',
    full: 'Used up',
    fullText: '12 of 10',
    bare: 'Requests a minute',
    bareText: '9 of 30 left',
    chart: 'Calls by day from day 1 to day 7',
    day: (number: number) => `Day ${number}`,
    bar: (number: number, calls: number) => `Day ${number}: ${calls} calls`,
    paid: 'Paid',
    free: 'Free',
  },
  sections: {
    type: 'Type',
    colour: 'Colour with meaning',
    buttons: 'Buttons',
    fields: 'Fields',
    choices: 'Choices',
    status: 'Status',
    lists: 'Lists and tables',
    tree: 'Tree',
    floating: 'What floats',
    states: 'States of a page',
    words: 'Words of agents',
    facts: 'Facts',
    figures: 'Figures',
  },
  type: {
    xl: 'Title of a moment, 20',
    lg: 'Title of a page, 16',
    md: 'Lead, 14',
    sm: 'Text, 13: what nearly everything is',
    xs: 'Detail, 12',
    mono: 'mono 12: run_01k9 · 0123456789',
  },
  tones: {
    neutral: 'Queued',
    info: 'Planned',
    progress: 'Running',
    attention: 'Waits for you',
    success: 'Completed',
    danger: 'Failed',
  },
  surfaces: { canvas: 'canvas', surface: 'surface', sunken: 'sunken', hover: 'hover', selected: 'selected' },
  button: {
    primary: 'Start',
    secondary: 'Retry',
    ghost: 'Details',
    danger: 'Cancel run',
    busy: 'Starting',
    disabled: 'Not now',
    small: 'Small',
    link: 'A link',
    icon: 'Refresh',
    slow: 'Takes two seconds',
  },
  field: {
    goal: 'Goal',
    goalHint: 'One sentence is enough.',
    goalPlaceholder: 'What should be true in the end?',
    search: 'Search',
    budget: 'Budget',
    budgetError: 'A budget is a number above zero.',
    usd: 'USD',
    deadline: 'Deadline',
    deadlineValue: 'Tomorrow, 12:00',
    priority: 'Priority',
    agents: 'Agents',
    agentsHint: 'They work in this order.',
  },
  priorities: { low: 'Low', normal: 'Normal', high: 'High' },
  people: [
    { id: 'project', text: 'Project', detail: 'Breaks a goal into steps' },
    { id: 'coding', text: 'Coding', detail: 'Writes and changes code' },
    { id: 'code-review', text: 'Code review', detail: 'Reads what others wrote, and says what is wrong' },
    { id: 'drafting', text: 'Drafting', detail: 'Writes for people' },
  ],
  choice: {
    review: 'Ask me before it counts as done',
    reviewHint: 'The run waits until you have looked at the result.',
    view: 'View',
    list: 'List',
    tree: 'Tree',
    grid: 'Grid',
  },
  table: {
    label: 'Runs',
    title: 'Title',
    status: 'Status',
    cost: 'Cost',
    duration: 'Duration',
    begun: 'Begun',
    rows: [
      'Plan a two-day workshop on incident response for a team of eight',
      'Release notes for 2.4',
      'Find why the nightly build is slow, and say what to do about it',
    ],
  },
  tree: { label: 'Steps', plan: 'Plan', turn: 'Turn 1', model: 'Model call', tool: 'Tool: search', review: 'Review' },
  floating: {
    menu: 'Actions',
    pause: 'Pause',
    retry: 'Retry from here',
    remove: 'Cancel run',
    popover: 'Filter',
    popoverBody: 'What is set here changes the list at once.',
    dialog: 'Open a dialog',
    dialogTitle: 'Retry this run',
    dialogBody: 'It goes on from its last good step. What was paid so far stays paid.',
    confirm: 'Cancel…',
    confirmTitle: 'Cancel this run?',
    confirmBody: 'Its agents and tools stop at once. What is recorded stays.',
    confirmLabel: 'Cancel run',
    toast: 'Show a notice',
    toastTitle: 'Run finished',
    toastBody: 'Release notes for 2.4',
    tooltip: 'A word about it',
    open: 'Open',
  },
  tabs: {
    label: 'Views',
    timeline: 'Timeline',
    events: 'Events',
    timelineBody: 'What happened, nested.',
    eventsBody: 'What was recorded, in order.',
  },
  banner: {
    info: 'A new version waits for a restart.',
    progress: 'The server does not answer. Trying again by itself.',
    attention: 'Authentication is off.',
    danger: 'The store takes nothing any more.',
    success: 'Everything has been written.',
  },
  empty: { title: 'Nothing runs', body: 'Give a team something to do, and watch it work here.', action: 'New task' },
  error: {
    title: 'The list could not be loaded',
    detail: 'The store is busy.',
    code: 'store_unavailable',
    remedy: 'Wait a moment, then try again.',
  },
  facts: {
    run: 'Run',
    cost: 'Cost',
    tokens: 'Tokens',
    begun: 'Begun',
    took: 'Took',
    running: 'Running for',
    more: 'What else is known',
    moreBody: 'Here is what few ask for.',
  },
  code: 'const run = await client.call("startTask", { goal });\nfor await (const seen of client.followRun(run.id)) console.log(seen.type);',
  codeLabel: 'follow.ts',
  markdown: `## What was found

The nightly build spends **71 %** of its time in *one* test, \`slow-disk.test.ts\`.

1. It writes each row by itself
2. It waits for the disk after every one
   - on a laptop 4 ms
   - on the build machine 31 ms

| machine | rows | seconds |
| --- | --- | --- |
| laptop | 10,000 | 41 |
| build | 10,000 | 312 |

- [x] measured
- [ ] mended

> A test that is slow is a test that is skipped.

\`\`\`sql
BEGIN; INSERT INTO rows SELECT * FROM seed; COMMIT;
\`\`\`

See [the report](https://example.org/report). ![A chart of it](https://example.org/pixel.png)`,
} as const;
