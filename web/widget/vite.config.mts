import { defineConfig } from 'vite';

/** `/widget.js`: one file, no module, nothing fetched after it. */
export default defineConfig({
  root: import.meta.dirname,
  publicDir: false,
  logLevel: 'warn',
  build: {
    outDir: '../../dist/web/widget',
    emptyOutDir: true,
    target: 'es2022',
    rolldownOptions: {
      input: `${import.meta.dirname}/main.ts`,
      output: { format: 'iife', entryFileNames: 'widget.js' },
    },
  },
});
