/**
 * The tools of the Playwright server that agents get, and what each may do. Those that run code of the model's, read or write files, or
 * keep what a page knows are not among them. What is typed or clicked may order, pay or delete, so nobody can take it back.
 */
import type { EffectClass } from '@tutti/protocol';

export const BROWSER_EFFECTS: ReadonlyMap<string, EffectClass> = new Map([
  ['browser_navigate', 'read'],
  ['browser_navigate_back', 'read'],
  ['browser_snapshot', 'read'],
  ['browser_wait_for', 'read'],
  ['browser_tabs', 'read'],
  ['browser_resize', 'read'],
  ['browser_console_messages', 'read'],
  ['browser_network_requests', 'read'],
  ['browser_hover', 'read'],
  ['browser_close', 'read'],
  ['browser_click', 'irreversible'],
  ['browser_type', 'irreversible'],
  ['browser_press_key', 'irreversible'],
  ['browser_fill_form', 'irreversible'],
  ['browser_select_option', 'irreversible'],
  ['browser_drag', 'irreversible'],
  ['browser_handle_dialog', 'irreversible'],
]);
