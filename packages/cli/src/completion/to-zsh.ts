import type { CompletedCommand } from './command-tree.ts';

export function toZsh(tree: readonly CompletedCommand[]): string {
  const paths = tree.filter(({ path }) => path !== '').map(({ path }) => quote(path));
  const words = tree.map(({ path, words: next, options }) => {
    const all = [
      ...next.map(({ word, description }) => toEntry(word, description)),
      ...options.flatMap(({ flags, description }) => flags.map((flag) => toEntry(flag, description))),
    ];
    return `    ${quote(path)}) entries=(${all.join(' ')}) ;;`;
  });
  const values = tree.flatMap(({ path, options }) =>
    options
      .filter(({ takesValue }) => takesValue)
      .flatMap(({ flags, values: known }) =>
        flags.map((flag) =>
          known.length === 0
            ? `    ${quote(`${path} ${flag}`)}) _files; return ;;`
            : `    ${quote(`${path} ${flag}`)}) _values -s , value ${known.join(' ')}; return ;;`,
        ),
      ),
  );
  return `#compdef tutti
# tutti completion for zsh: eval "$(tutti completion zsh)"
_tutti() {
  local path_='' word
  local -a entries
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "\${path_:+$path_ }$word" in
    ${paths.join('|')}) path_="\${path_:+$path_ }$word" ;;
    esac
  done
  case "$path_ \${words[CURRENT-1]}" in
${values.join('\n')}
  esac
  case "$path_" in
${words.join('\n')}
  esac
  _describe -o 'tutti' entries
}
compdef _tutti tutti
`;
}

/** A colon would end the word. */
function toEntry(word: string, description: string): string {
  return quote(description === '' ? word : `${word}:${description.replaceAll(':', '\\:')}`);
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
