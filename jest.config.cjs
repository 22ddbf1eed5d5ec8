// unit: no server of any kind. store: PGlite and PostgreSQL. http: real HTTP on loopback, no Temporal.
// workflows: the time-skipping Temporal server. e2e: the real processes. browser: Chromium.
const project = (displayName, extra = {}) => ({
  displayName,
  rootDir: __dirname,
  testEnvironment: 'node',
  testMatch: [`<rootDir>/test/${displayName}/**/*.test.ts`],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
        module: { type: 'commonjs', ignoreDynamic: true },
      },
    ],
  },
  modulePathIgnorePatterns: ['<rootDir>/.data', '<rootDir>/dist'],
  ...extra,
});
module.exports = {
  // Ends what hangs. A busy machine may be ten times slower; a test that promises a time measures it itself.
  testTimeout: 30_000,
  projects: ['unit', 'store', 'http', 'workflows', 'e2e', 'browser'].map((name) => project(name)),
};
