import { spawn } from 'node:child_process';

/** As far as it goes: the address is printed as well. */
export function openBrowser(url: string): void {
  const [program = '', ...args] = toCommand(url);
  const child = spawn(program, args, { stdio: 'ignore', detached: true });
  // Where there is none, whoever reads the address opens it.
  child.on('error', () => {});
  child.unref();
}

function toCommand(url: string): readonly string[] {
  if (process.platform === 'darwin') return ['open', url];
  if (process.platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler', url];
  return ['xdg-open', url];
}
