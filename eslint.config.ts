import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Layers that may not touch the network, the clock, randomness or the process. */
const PURE = [
  'codec',
  'crypto',
  'evidence',
  'derive',
  'import',
  'document',
  'judge',
  'grade',
  'control',
  'report',
  'seal',
];

const IMPURE_GLOBALS = ['Date', 'fetch', 'process', 'setTimeout', 'setInterval'].map((name) => ({
  name,
  message: 'This layer is pure: take the value as an argument.',
}));

export default defineConfig(
  { ignores: ['dist', 'coverage', 'node_modules', 'assay-demo'] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['bin/assay.js'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      'max-lines': ['error', { max: 400, skipBlankLines: false, skipComments: false }],
      'max-lines-per-function': ['error', { max: 60 }],
      complexity: ['error', 15],
      'no-console': 'error',
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Use named exports.' },
        { selector: 'TSEnumDeclaration', message: 'Use a union of strings.' },
      ],
    },
  },
  {
    files: PURE.map((layer) => `src/${layer}/**/*.ts`),
    rules: {
      'no-restricted-globals': ['error', ...IMPURE_GLOBALS.filter(({ name }) => name !== 'Date')],
      'no-restricted-properties': [
        'error',
        {
          object: 'Date',
          property: 'now',
          message: 'This layer is pure: take the time as an argument.',
        },
        {
          object: 'Math',
          property: 'random',
          message: 'This layer is pure: take it as an argument.',
        },
      ],
    },
  },
  {
    files: ['test/**/*.ts', 'bench/**/*.ts', 'scripts/**/*.ts'],
    rules: { 'max-lines-per-function': 'off' },
  },
  { files: ['bench/**/*.ts', 'scripts/**/*.ts'], rules: { 'no-console': 'off' } },
  { files: ['*.config.ts'], rules: { 'no-restricted-syntax': 'off' } },
  { files: ['bin/assay.js'], extends: [tseslint.configs.disableTypeChecked] },
);
