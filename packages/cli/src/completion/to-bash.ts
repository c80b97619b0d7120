import type { CompletedCommand } from './command-tree.ts';

export function toBash(tree: readonly CompletedCommand[]): string {
  const words = tree.map(({ path, words: next, options }) => {
    const all = [...next.map(({ word }) => word), ...options.flatMap(({ flags }) => flags)];
    return `    '${path}') words='${all.join(' ')}' ;;`;
  });
  const values = tree.flatMap(({ path, options }) =>
    options
      .filter(({ takesValue }) => takesValue)
      .flatMap(({ flags, values: known }) =>
        flags.map((flag) => `    '${path} ${flag}') values='${known.join(' ')}' ;;`),
      ),
  );
  const paths = tree.filter(({ path }) => path !== '').map(({ path }) => `'${path}'`);
  return `# tutti completion for bash: eval "$(tutti completion bash)"
_tutti() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" path='' word words='' values='-'
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "\${path:+$path }$word" in
    ${paths.join('|')}) path="\${path:+$path }$word" ;;
    esac
  done
  case "$path $previous" in
${values.join('\n')}
  esac
  if [ "$values" = '' ]; then COMPREPLY=($(compgen -f -- "$current")); return; fi
  if [ "$values" != '-' ]; then
    local done=''
    case "$current" in *,*) done="\${current%,*}," ;; esac
    COMPREPLY=($(compgen -P "$done" -W "$values" -- "\${current##*,}"))
    return
  fi
  case "$path" in
${words.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -F _tutti tutti
`;
}
