/** From a configuration to a connection that can be opened: with its secrets, its private folder, and nothing else of ours. */
import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import type { Clock } from '@tutti/engine';
import type { ToolServerConfig, ToolServerName } from '@tutti/protocol';
import { type Line, openLine } from '../../models/net/line.ts';
import { createHttpTransport } from './http/create-http-transport.ts';
import { createHideSecrets, listServerSecrets } from './hide-secrets.ts';
import type { MessageGate } from './message-gate.ts';
import type { OpenWish } from './server-link.ts';
import { type ServerTransport, Session } from './session.ts';
import { StdioTransport } from './stdio/stdio-transport.ts';
import { Warden } from './stdio/warden.ts';
import type { ToolServerError } from './tool-server-error.ts';
import { resolveSettings, type Settings, type ToolSecrets } from './secrets.ts';

export interface MakerOptions {
  readonly directory: string;
  readonly clock: Clock;
  readonly version: string;
  readonly secrets: ToolSecrets;
}

const MARK_LENGTH = 24;
/** The Node that runs this comes first, so that packages from npm find the one they were made for. */
const USUAL_PATH = [dirname(process.execPath), '/usr/local/bin', '/opt/homebrew/bin', '/usr/bin', '/bin'];

export class SessionMaker {
  readonly #options: MakerOptions;
  readonly #warden = new Warden();
  #line: Line | undefined;
  #started = 0;

  constructor(options: MakerOptions) {
    this.#options = options;
  }

  async create(server: ToolServerName, config: ToolServerConfig, wish: OpenWish): Promise<Session> {
    const { clock, version } = this.#options;
    const settings = await resolveSettings(this.#options.secrets, server, config);
    const folder = await this.#openFolder(server);
    return new Session({
      server,
      clock,
      version,
      limits: config.limits,
      hide: createHideSecrets(listServerSecrets(config, settings)),
      ...wish,
      createTransport: (gate, stop) =>
        config.url === undefined
          ? this.#toCommand(server, { config, settings, folder, gate })
          : this.#toUrl({ url: config.url, config, settings, stop }),
    });
  }

  close(): void {
    this.#warden.close();
    this.#line?.close();
  }

  #toCommand(
    server: ToolServerName,
    parts: { config: ToolServerConfig; settings: Settings; folder: string; gate: MessageGate },
  ): ServerTransport {
    const { config, settings, folder, gate } = parts;
    const transport = new StdioTransport({
      command: config.command ?? [],
      cwd: config.cwd ?? folder,
      env: { PATH: (config.path ?? USUAL_PATH).join(delimiter), HOME: folder, ...settings },
      messageBytes: config.limits.messageBytes,
      mark: this.#toMark(server),
      warden: this.#warden,
      onFault: (line) => gate.countFault(line),
    });
    return { kind: 'command', transport };
  }

  #toUrl(parts: {
    url: string;
    config: ToolServerConfig;
    settings: Settings;
    stop: (error: ToolServerError) => void;
  }): ServerTransport {
    const { url, config, settings: headers, stop: onBroken } = parts;
    this.#line ??= openLine();
    const { messageBytes } = config.limits;
    return { kind: 'url', transport: createHttpTransport({ url, headers, messageBytes, line: this.#line, onBroken }) };
  }

  /** For this server alone, and only this user can look into it. */
  async #openFolder(server: ToolServerName): Promise<string> {
    const folder = join(this.#options.directory, 'tool-servers', server);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return folder;
  }

  /** Told apart from those of every other process and start. */
  #toMark(server: ToolServerName): string {
    this.#started += 1;
    const text = `${process.pid}:${this.#options.clock.now()}:${server}:${this.#started}:${this.#options.directory}`;
    return createHash('sha256').update(text).digest('hex').slice(0, MARK_LENGTH);
  }
}
