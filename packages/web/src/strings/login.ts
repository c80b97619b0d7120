export const loginText = {
  title: 'Sign in',
  working: 'Signing in…',
  needsLink: 'This browser is not signed in',
  needsLinkBody:
    'Tutti prints a link that signs one browser in. Ask it for a new one where it runs, and open that here:',
  command: 'tutti login',
  failed: 'The link does not work any more',
  failedRemedy: 'A link is good for one browser and ten minutes. Ask for a new one where Tutti runs.',
  pasteLabel: 'Link or code',
  pasteHint: 'As it was printed: the whole link, or what stands behind #code=',
  submit: 'Sign in',
} as const;
