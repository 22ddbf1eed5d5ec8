import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import reactHooks from 'eslint-plugin-react-hooks';
import { builtinModules } from 'node:module';
import ts from 'typescript-eslint';

const builtins = builtinModules.flatMap((name) => [name, `node:${name}`]);

export default ts.config(
  { ignores: ['node_modules', 'dist', '.data', 'coverage', '**/pages/**', '*.cjs', '*.mjs', '**/*.mjs'] },
  js.configs.recommended,
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [ts.configs.strictTypeChecked, ts.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      'no-console': 'error',
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Only config/ reads the environment.' },
        {
          object: 'ApiClient',
          property: 'instance',
          message: 'One global for every tenant: use a client per connection.',
        },
      ],
    },
  },
  {
    files: ['config/**', 'scripts/**', 'test/**', 'bench/**', 'examples/**'],
    rules: { 'no-restricted-properties': 'off' },
  },
  { files: ['scripts/**', 'bench/**', 'examples/**'], rules: { 'no-console': 'off' } },
  // For the author of the page, who has no other place of ours to look at.
  { files: ['web/widget/browser/visitor.ts'], rules: { 'no-console': ['error', { allow: ['warn'] }] } },
  {
    // Workflow code is replayed: nothing from outside the sandbox may come in (design §5.13).
    files: ['workflows/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        { paths: [...builtins, 'zod', 'express'].map((name) => ({ name })) },
      ],
    },
  },
  { files: ['web/settings/**'], ...reactHooks.configs.flat.recommended },
  prettier,
);
