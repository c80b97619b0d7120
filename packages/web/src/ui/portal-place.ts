import { createContext, useContext } from 'react';

/**
 * Where floating things are drawn. A modal dialog lies above the whole document, so what opens inside of it
 * has to be drawn inside of it.
 */
export const PortalPlace = createContext<HTMLElement | null>(null);

export function usePortalPlace(): HTMLElement | null {
  return useContext(PortalPlace);
}
