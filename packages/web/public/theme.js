// Runs before the first paint, so that a dark page never flashes white. A file of its own, because the policy forbids inline scripts.
(() => {
  let choice = null;
  try {
    choice = localStorage.getItem('tutti.theme');
  } catch {
    // A browser that keeps nothing follows the system.
  }
  const dark = choice === 'dark' || (choice !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();
