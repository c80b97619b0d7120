import { EngineError } from '@tutti/engine';

/** A server that would be open to those that it must not be open to. */
export class StartRefusedError extends EngineError {
  readonly code: 'auth_required_beyond_loopback' | 'administrator_missing' | 'secret_too_weak';
  constructor(code: StartRefusedError['code'], message: string) {
    super(message);
    this.code = code;
  }
}
