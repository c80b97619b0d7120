/** A picture of the terminal during a real run: the command is carried out here, on a terminal that keeps what it is told. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock, systemRandom } from '@tutti/engine';
import { runCommand } from '../packages/cli/src/commands/run.ts';
import { parseConfig } from '../packages/cli/src/parse-config.ts';
import type { Writer } from '../packages/cli/src/terminal.ts';

const GOAL = 'Plan a party for 300 guests with 12*450 euros';
const AGENTS = 'research,analysis,qa';
const COLUMNS = 120;
const CELL = { width: 8.4, height: 19 };
const COLOURS: Readonly<Record<string, string>> = {
  31: '#ff7b72',
  32: '#3fb950',
  33: '#d29922',
  36: '#39c5cf',
  2: '#8b949e',
};

export async function drawTerminal(): Promise<string> {
  const frames: string[] = [];
  const writer: Writer = {
    write: (text) => void frames.push(text),
    isTty: true,
    color: true,
    columns: COLUMNS,
    rows: 40,
  };
  const directory = mkdtempSync(join(tmpdir(), 'tutti-picture-'));
  const config = {
    ...(await parseConfig({ TUTTI_DATA_DIR: directory, TUTTI_MODELS: 'rehearsal' })),
    rehearsalLatencyMs: 12,
  };
  const context = {
    config,
    terminal: { out: writer, err: writer, askSecret: async () => '' },
    clock: systemClock,
    random: systemRandom,
  };
  await runCommand(context, GOAL, { agents: AGENTS, pattern: 'parallel', seed: 'readme' });
  rmSync(directory, { recursive: true, force: true });
  const command = `$ npx tutti run "${GOAL}" --pattern parallel --agents ${AGENTS}`;
  return toSvg([command, ...chooseFrame(frames).trimEnd().split('\n')]);
}

/** The one in which most agents speak at once; of those the last. */
function chooseFrame(frames: readonly string[]): string {
  const speaking = (frame: string) => frame.split('◐').length * 100 + frame.split('[rehearsal]').length;
  return frames.reduce((best, frame) => (speaking(frame) >= speaking(best) ? frame : best), '');
}

function toSvg(lines: readonly string[]): string {
  const [width, height] = [COLUMNS * CELL.width + 32, lines.length * CELL.height + 34];
  const texts = lines.map((line, index) => {
    const y = 30 + index * CELL.height;
    return `  <text x="16" y="${y}" xml:space="preserve">${toSpans(line)}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="ui-monospace, Menlo, Consolas, monospace" font-size="14">
  <title>The tree of a run in the terminal</title>
  <rect width="${width}" height="${height}" rx="8" fill="#0d1117"/>
  <g fill="#e6edf3">
${texts.join('\n')}
  </g>
</svg>
`;
}

/** Colours come as codes between the words. */
function toSpans(line: string): string {
  let style = '';
  let spans = '';
  for (const part of line.split(/(\p{Cc}\[\d+m)/u)) {
    const code = /\[(\d+)m/.exec(part)?.[1];
    if (code === undefined || !/^\p{Cc}/u.test(part))
      spans += part === '' ? '' : `<tspan${style}>${escapeXml(part)}</tspan>`;
    else if (code === '1') style = ' font-weight="bold"';
    else style = COLOURS[code] === undefined ? '' : ` fill="${COLOURS[code]}"`;
  }
  return spans;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
