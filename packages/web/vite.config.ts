import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { precompress } from './precompress.ts';

// Vite reads its configuration from the default export of this file.
export default defineConfig({
  base: '/ui/',
  plugins: [react(), tailwindcss(), precompress()],
  build: {
    target: 'es2023',
    // Nothing may be inlined: the content security policy knows only files of this origin.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        // Few files rather than many small ones: over a slow line each costs a round of its own.
        codeSplitting: {
          groups: [
            { name: 'vendor', test: /node_modules/, minShareCount: 4 },
            { name: 'base', test: /packages\/(protocol|sdk)\/|src\/(ui|client|domain|strings)\//, minShareCount: 4 },
          ],
        },
      },
    },
  },
  server: {
    port: 5173,
    proxy: { '/api': 'http://127.0.0.1:8000', '/ws': { target: 'ws://127.0.0.1:8000', ws: true } },
  },
});
