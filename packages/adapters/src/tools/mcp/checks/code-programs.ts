/**
 * Programs that run what they are given: as code, or as another program. The lists help against mistakes and against what is slipped in; they
 * are never complete, since any file may bear any name. The wall is that an administrator has allowed the exact words.
 */

const split = (words: string) => words.split(/\s+/u).filter(Boolean);

export const SHELLS: ReadonlySet<string> = new Set(
  split(`sh bash rbash dash ash zsh ksh ksh93 mksh lksh oksh pdksh loksh yash fish csh tcsh sash posh rc es nu elvish xonsh osh ysh oil
    cmd powershell pwsh busybox toybox hush command.com`),
);

/** They start what their words name, here or elsewhere. */
export const STARTERS: ReadonlySet<string> = new Set(
  split(`env sudo doas su runuser pkexec gosu su-exec setpriv capsh sudoedit xargs parallel nohup setsid timeout nice ionice chrt taskset
    stdbuf time flock chroot unshare nsenter prlimit choom setarch linux32 linux64 script ssh sshpass mosh rsh rlogin telnet
    watch entr watchexec nodemon inotifywait strace ltrace perf valgrind gdb lldb rr expect unbuffer socat nc ncat netcat
    tmux screen byobu dtach at batch crontab systemd-run systemctl start-stop-daemon launchctl dbus-run-session xvfb-run fakeroot bwrap
    firejail proot run-parts ld.so make gmake bmake nmake cmake ninja meson bazel scons rake just task ant gradle gradlew mvn mvnw sbt
    direnv dotenv cross-env dotenvx op doppler mise asdf nix nix-shell nix-build guix flatpak snap lxc machinectl vagrant
    ansible ansible-playbook salt puppet rustup wine poetry pipenv pdm hatch conda mamba micromamba bundle electron dlv`),
);

/** They do other things, and start programs by some of their options and settings. */
export const HOOKED: ReadonlySet<string> = new Set(
  split(
    `git hg svn cvs rsync scp sftp tar bsdtar star cpio zip find fd fdfind kubectl oc terraform go cargo tee man less more most`,
  ),
);

/** What they read as their first plain word, or from the file that it names, is code. */
export const READERS: ReadonlySet<string> = new Set(
  split(`node nodejs bun deno tsx ts-node vite-node jiti babel-node zx python pypy ruby perl php java dotnet mono
    awk gawk mawk nawk sed gsed ed red ex vi vim view vimdiff nvim nano emacs emacsclient joe
    lua luajit luac tclsh wish guile racket scheme csi gosh sbcl clisp ecl r rscript julia octave maxima gnuplot bc dc
    erl escript elixir iex ghci runghc runhaskell stack ocaml scala amm groovy groovysh jshell kotlin kotlinc swift osascript qjs d8 jsc
    js rhino jrunscript sqlite3 sqlite psql mysql mariadb mongosh mongo redis-cli duckdb jq yq m4
    gs latex pdflatex xelatex lualatex tex php-cgi php-fpm jython ipython bpython irb pry raku rakudo crystal nim dart`),
);

/** What follows them, or stands in them, is code or another program, whatever program they belong to. */
const OPTION =
  /^(?:-{1,2}(?:c|e|E|p|pe|r|x|eval|print|exec|execdir|ok|okdir|command|require|import|loader|experimental-loader|run|init-command|call|script|code|expression|rsh|rsync-path|to-command|checkpoint-action|use-compress-program|info-script|new-volume-script|rmt-command|rsh-command|upload-pack|receive-pack|exec-path|upload-archive|use-askpass|pager|editor|shell|pre|post|hook|unzip-command|split-string|plugin|load|preload|agentlib|agentpath|javaagent|proxy-command))(?:=|$)/u;
const SSH_OPTION = /^-o\s*(?:ProxyCommand|LocalCommand|PermitLocalCommand|KnownHostsCommand)/iu;

export function isCodeOption(word: string): boolean {
  return OPTION.test(word) || SSH_OPTION.test(word);
}

/** Without its folder, its ending, and the number of its version. */
export function toProgramName(program: string): string {
  const last = program.split(/[\\/]/u).at(-1) ?? '';
  const name = last.toLowerCase().replace(/\.(exe|cmd|bat|com|ps1)$/u, '');
  return /^ld(-linux.*|-musl.*)?\.so/u.test(name) ? 'ld.so' : name;
}

export function isOf(programs: ReadonlySet<string>, name: string): boolean {
  return programs.has(name) || programs.has(name.replace(/[-_]?\d[\d.]*$/u, ''));
}
