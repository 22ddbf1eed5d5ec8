import { defineConfig } from 'vite';

/** The settings page at `/settings`: hashed assets, nothing inline, so that the API's strict content policy holds. */
export default defineConfig({
  root: import.meta.dirname,
  base: '/settings/',
  publicDir: false,
  logLevel: 'warn',
  build: {
    outDir: '../../dist/web/settings',
    emptyOutDir: true,
    target: 'es2022',
    // An inlined picture would need `data:` in the policy.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
  },
});
