// The arrows of design §2. Types may cross any line, values may not.
const OURS =
  '^(contract|config|zendesk|store|workflows|activities|api|worker|web|simulator|examples|scripts|bench|test)/';
const typeOnly = { dependencyTypesNot: ['type-only'] };
const only = (name, from, allowed) => ({
  name,
  severity: 'error',
  from: { path: `^${from}/` },
  to: { ...typeOnly, path: OURS, pathNot: `^(${[`${from}/`, ...allowed].join('|')})` },
});
const MESSAGES = 'workflows/messages\\.ts$';
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true, viaOnly: typeOnly } },
    only('contract-imports-nothing', 'contract', []),
    only('config-imports-nothing', 'config', []),
    only('zendesk-is-an-adapter', 'zendesk', ['contract/', 'config/']),
    only('store-knows-postgres-only', 'store', ['contract/', 'config/']),
    only('workflows-stay-pure', 'workflows', []),
    only('activities-never-import-api', 'activities', [
      'contract/',
      'config/',
      'zendesk/',
      'store/',
      MESSAGES,
    ]),
    only('api-speaks-through-messages', 'api', [
      'contract/',
      'config/',
      'store/',
      'zendesk/(webhook|setup)(\\.ts$|/)',
      MESSAGES,
    ]),
    only('worker-composes', 'worker', [
      'contract/',
      'config/',
      'zendesk/',
      'store/',
      'activities/',
      MESSAGES,
    ]),
    only('simulator-stands-alone', 'simulator', ['config/']),
    only('examples-stand-alone', 'examples', []),
    // Types of contract/ only: its values bring zod into the page.
    only('web-knows-the-wire-by-types', 'web', []),
    // It drives the product from outside; state.ts is what an open handoff is started in the middle with.
    only('bench-drives-from-outside', 'bench', [
      'contract/',
      'config/',
      'scripts/',
      'test/support/',
      MESSAGES,
      'workflows/state\\.ts$',
    ]),
    {
      name: 'workflows-no-packages',
      severity: 'error',
      from: { path: '^workflows/' },
      to: { ...typeOnly, dependencyTypes: ['npm', 'core'], pathNot: '@temporalio/(workflow|common)' },
    },
    {
      name: 'sdk-only-in-zendesk',
      severity: 'error',
      from: { pathNot: '^(zendesk|test)/' },
      to: { path: 'sunshine-conversations-client' },
    },
    {
      name: 'worker-package-only-in-worker',
      severity: 'error',
      from: { pathNot: '^(worker|test|bench)/' },
      to: { ...typeOnly, path: '@temporalio/worker' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/pages/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
