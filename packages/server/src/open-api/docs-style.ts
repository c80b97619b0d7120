/** The page has no script and loads nothing: its style stands in it and is allowed by its hash. */
export const DOCS_STYLE = `
:root { color-scheme: light dark; --text: #1c2024; --soft: #5a6169; --line: #d9dde1; --page: #fff; --box: #f5f7f9; --mark: #0b5cad; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e8eaed; --soft: #a5adb5; --line: #353b42; --page: #14171a; --box: #1d2125; --mark: #7db8f7; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 1.5rem 1rem 4rem; background: var(--page); color: var(--text);
  font: 1rem/1.55 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { margin: 0 0 .25rem; font-size: 1.75rem; }
h2 { margin: 2.5rem 0 .25rem; font-size: 1.25rem; }
h3 { margin: 1rem 0 .25rem; font-size: .9rem; color: var(--soft); }
p { margin: .25rem 0 .75rem; }
a { color: var(--mark); }
a:focus-visible, summary:focus-visible { outline: 2px solid var(--mark); outline-offset: 2px; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1rem; padding: 0; list-style: none; }
code { font: .875em/1.5 ui-monospace, monospace; }
details { margin: .5rem 0; border: 1px solid var(--line); border-radius: .5rem; }
details > div { padding: 0 .75rem .75rem; }
summary { padding: .6rem .75rem; cursor: pointer; border-radius: .5rem; }
details[open] > summary { background: var(--box); border-radius: .5rem .5rem 0 0; }
summary b { display: inline-block; min-width: 4rem; font: 600 .8rem ui-monospace, monospace; color: var(--mark); }
.soft { color: var(--soft); }
.needed { color: var(--mark); font-size: .8rem; }
dl { margin: 0; display: grid; grid-template-columns: minmax(9rem, auto) 1fr; gap: .35rem 1rem; }
dt { font: .875rem ui-monospace, monospace; }
dd { margin: 0; }
dd p { margin: 0; white-space: pre-line; }
@media (max-width: 40rem) { dl { grid-template-columns: 1fr; gap: 0; } dd { margin: 0 0 .6rem; } }
`;
