import type { Sample } from './samples.ts';

const path = 'packages/web/src/ui/sample.tsx';
const page = 'packages/web/src/features/runs/sample.tsx';

/** What holds for the web interface only. */
export const webSamples: readonly Sample[] = [
  {
    rule: 'react-hooks(rules-of-hooks)',
    path,
    bad: "import { useId } from 'react';\nexport function useName(named: boolean) {\n  if (!named) return undefined;\n  return useId();\n}\n",
    good: "import { useId } from 'react';\nexport function useName(named: boolean) {\n  const id = useId();\n  return named ? id : undefined;\n}\n",
  },
  {
    rule: 'react-hooks(exhaustive-deps)',
    path,
    bad: "import { useEffect } from 'react';\nexport function useTitle(title: string) {\n  useEffect(() => {\n    document.title = title;\n  }, []);\n}\n",
    good: "import { useEffect } from 'react';\nexport function useTitle(title: string) {\n  useEffect(() => {\n    document.title = title;\n  }, [title]);\n}\n",
  },
  {
    rule: 'react(jsx-no-target-blank)',
    path,
    bad: 'export function Out({ href, text }: { href: string; text: string }) {\n  return (\n    <a href={href} target="_blank">\n      {text}\n    </a>\n  );\n}\n',
    good: 'export function Out({ href, text }: { href: string; text: string }) {\n  return (\n    <a href={href} target="_blank" rel="noopener noreferrer">\n      {text}\n    </a>\n  );\n}\n',
  },
  {
    rule: 'react(jsx-no-script-url)',
    path,
    bad: `export function Out({ text }: { text: string }) {\n  return <a href="${'javascript'}:void 0">{text}</a>;\n}\n`,
    good: 'export function Out({ text }: { text: string }) {\n  return <a href="/ui">{text}</a>;\n}\n',
  },
  {
    rule: 'react(no-danger)',
    path,
    bad: 'export function Words({ html }: { html: string }) {\n  return <p dangerouslySetInnerHTML={{ __html: html }} />;\n}\n',
    good: 'export function Words({ text }: { text: string }) {\n  return <p>{text}</p>;\n}\n',
  },
  {
    rule: 'eslint(no-restricted-imports)',
    path: page,
    bad: "import { Select } from 'radix-ui';\nexport const parts = Select;\n",
    good: "import { Tabs } from 'radix-ui';\nexport const parts = Tabs;\n",
  },
  {
    rule: 'tutti(import-layers)',
    path: 'packages/web/src/app/disk.ts',
    bad: "import { readFileSync } from 'node:fs';\nexport const read = (path: string) => readFileSync(path, 'utf8');\n",
    good: "import { readFileSync } from 'node:fs';\nexport const read = (path: string) => readFileSync(path, 'utf8');\n",
    // What builds the package runs in Node.
    goodPath: 'packages/web/build-step.ts',
  },
  {
    rule: 'tutti(declared-dependencies)',
    path: 'packages/web/src/app/bundler.ts',
    bad: "import { build } from 'vite';\nexport const bundle = build;\n",
    good: "import { build } from 'vite';\nexport const bundle = build;\n",
    goodPath: 'packages/web/bundle-step.ts',
  },
];
