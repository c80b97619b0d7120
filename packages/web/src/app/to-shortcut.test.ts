import { describe, expect, it } from 'vitest';
import { type Stroke, toShortcut } from './to-shortcut.ts';

const stroke = (over: Partial<Stroke>): Stroke => ({
  key: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  isBusy: false,
  afterGo: false,
  ...over,
});

describe('toShortcut', () => {
  it('opens the palette with Ctrl K and with Cmd K, even while somebody writes', () => {
    expect(toShortcut(stroke({ key: 'k', ctrlKey: true, isBusy: true }))).toBe('palette');
    expect(toShortcut(stroke({ key: 'K', metaKey: true }))).toBe('palette');
  });

  it('goes to a page by two keys', () => {
    expect(toShortcut(stroke({ key: 'g' }))).toBe('go');
    expect(toShortcut(stroke({ key: 'r', afterGo: true }))).toBe('runs');
    expect(toShortcut(stroke({ key: 'x', afterGo: true }))).toBeUndefined();
  });

  it('leaves letters to whoever writes them', () => {
    expect(toShortcut(stroke({ key: 'n', isBusy: true }))).toBeUndefined();
    expect(toShortcut(stroke({ key: '?', isBusy: true }))).toBeUndefined();
  });

  it('leaves the keys of the browser alone', () => {
    expect(toShortcut(stroke({ key: 'n', ctrlKey: true }))).toBeUndefined();
    expect(toShortcut(stroke({ key: 'n', altKey: true }))).toBeUndefined();
  });
});
