/** Who may import whom, as a table (`imports.mjs` checks it). The first row that a file matches is its rule. */

/**
 * @typedef {object} Rule
 * @property {string} files  `a/b/` a folder with all below it · `a/b.ts` one file · `*` one name or a part of it · `**` any folders
 * @property {string[]} may  other folders (with `/`) and files that may be imported; a rule's own folder always may
 * @property {string[]} uses  packages, with all below them; `node:` is all of Node, `multiprocessing` alone is its first door
 * @property {string[]} [later]  packages that may be imported too, but only by `import()` when they are needed, or as types
 */

const PURE_DOORS = ['multiprocessing/protocol', 'multiprocessing/inspect', 'multiprocessing/pickle', 'multiprocessing/values']
const ALL_DOORS = ['multiprocessing', 'multiprocessing/connection', 'multiprocessing/managers', ...PURE_DOORS]
const LESSON_DOORS = ['managerie-lessons', 'managerie-lessons/schema']
const TESTING = ['vitest', 'fast-check', 'esbuild', 'node:']

/** @type {Rule[]} */
export const RULES = [
  // Tests may use what they test, and Node.
  { files: 'engine/**/*.test.ts', may: ['engine/'], uses: [...TESTING, 'valibot'] },
  { files: 'engine/**/*.test-d.ts', may: ['engine/'], uses: ['vitest'] },
  { files: 'engine/test/', may: ['engine/'], uses: TESTING },
  { files: 'engine/bench/', may: ['engine/'], uses: TESTING },
  { files: 'lessons/**/*.test.ts', may: ['lessons/'], uses: [...TESTING, ...ALL_DOORS] },
  { files: 'app/renderer/**/*.test.*', may: ['app/renderer/', 'app/contract/'], uses: [...TESTING, ...ALL_DOORS, ...LESSON_DOORS, 'preact', '@preact/signals', 'monaco-editor', 'vite', 'playwright-core'] },
  { files: 'app/renderer/**/test/', may: ['app/renderer/', 'app/contract/'], uses: [...TESTING, ...PURE_DOORS, ...LESSON_DOORS, 'preact', '@preact/signals', 'playwright-core', 'vite'] },
  { files: 'app/**/*.test.ts', may: ['app/'], uses: [...TESTING, ...ALL_DOORS, ...LESSON_DOORS, 'valibot', 'ws', 'vscode-jsonrpc', 'electron', '@jridgewell/trace-mapping', 'es-module-lexer'] },
  { files: 'app/host/test/lessons/*/typescript/*/', may: [], uses: [...ALL_DOORS, 'node:'] },
  { files: 'app/*/test/', may: ['app/host/', 'app/contract/', 'app/cli/', 'app/web/'], uses: [...TESTING, ...ALL_DOORS, ...LESSON_DOORS] },
  { files: 'build/**/*.test.ts', may: ['build/'], uses: [...TESTING, ...PURE_DOORS, ...LESSON_DOORS] },

  // The engine: pure at the bottom, sockets in the middle, processes at the edge.
  { files: 'engine/errors.ts', may: [], uses: [] },
  { files: 'engine/protocol/', may: ['engine/errors.ts'], uses: ['valibot'] },
  { files: 'engine/tracer.ts', may: ['engine/protocol/'], uses: [] },
  { files: 'engine/values/', may: ['engine/errors.ts'], uses: [] },
  { files: 'engine/pickle/', may: ['engine/values/', 'engine/errors.ts'], uses: [] },
  { files: 'engine/inspect/', may: ['engine/protocol/', 'engine/pickle/', 'engine/values/', 'engine/errors.ts'], uses: [] },
  {
    files: 'engine/connection/',
    may: ['engine/protocol/', 'engine/pickle/', 'engine/values/', 'engine/process/current-process.ts', 'engine/process/finalize.ts', 'engine/process/trace-sink.ts', 'engine/tracer.ts', 'engine/errors.ts'],
    uses: ['node:net', 'node:crypto', 'node:dns', 'node:events', 'node:fs', 'node:os', 'node:path', 'node:stream'],
  },
  // The first file of a child becomes the manager's server: it alone reaches up.
  { files: 'engine/process/child-main.ts', may: ['engine/'], uses: ['node:'] },
  {
    files: 'engine/process/',
    may: ['engine/protocol/', 'engine/connection/', 'engine/pickle/', 'engine/values/', 'engine/tracer.ts', 'engine/errors.ts'],
    uses: ['node:'],
  },
  {
    files: 'engine/managers/',
    may: ['engine/protocol/', 'engine/connection/', 'engine/process/', 'engine/pickle/', 'engine/values/', 'engine/tracer.ts', 'engine/errors.ts'],
    // Whose turn it is, and how many processors there are: no files, no sockets, no children.
    uses: ['node:async_hooks', 'node:os'],
  },
  { files: 'engine/index.ts', may: ['engine/'], uses: [] },

  // Lessons: programs are a learner's, the rest is data and judgement.
  { files: 'lessons/*/typescript/*/', may: [], uses: [...ALL_DOORS, 'node:'] },
  { files: 'lessons/*/attempts/', may: [], uses: [...ALL_DOORS, 'node:'] },
  { files: 'lessons/schema.ts', may: [], uses: ['multiprocessing/inspect', 'valibot'] },
  { files: 'lessons/expect.ts', may: ['lessons/schema.ts'], uses: ['multiprocessing/inspect', 'multiprocessing/protocol', 'multiprocessing/values'] },
  { files: 'lessons/index.ts', may: ['lessons/'], uses: [] },
  { files: 'lessons/*/*.ts', may: ['lessons/schema.ts', 'lessons/expect.ts'], uses: ['multiprocessing/inspect', 'multiprocessing/protocol', 'multiprocessing/values'] },

  // The app: contract below, host and shells on one side, the page on the other.
  { files: 'app/contract/', may: [], uses: ['multiprocessing/protocol', 'valibot', 'vscode-jsonrpc'] },
  {
    files: 'app/host/',
    may: ['app/contract/'],
    // It runs the engine in children, and never imports it.
    uses: ['node:', 'multiprocessing/protocol', ...LESSON_DOORS, 'esbuild', 'es-module-lexer', '@jridgewell/trace-mapping', 'valibot'],
  },
  {
    files: 'app/cli/',
    may: ['app/host/', 'app/contract/', 'app/web/', 'app/package.json'],
    uses: ['node:', 'multiprocessing/inspect', 'multiprocessing/protocol', 'multiprocessing/values', ...LESSON_DOORS, 'commander', 'open'],
    later: ['multiprocessing', 'multiprocessing/managers', 'multiprocessing/connection'],
  },
  { files: 'app/web/', may: ['app/host/', 'app/contract/'], uses: ['node:', ...LESSON_DOORS, 'ws'] },
  // A sandboxed preload can load nothing: it repeats two names instead of importing them.
  { files: 'app/electron/preload.ts', may: [], uses: ['electron'] },
  { files: 'app/electron/', may: ['app/host/', 'app/contract/'], uses: ['node:', 'electron', ...LESSON_DOORS, 'valibot'] },
  { files: 'app/renderer/vite.config.ts', may: ['app/renderer/vite/'], uses: ['node:', 'vite'] },
  { files: 'app/renderer/vite/', may: [], uses: ['node:', 'vite'] },
  {
    files: 'app/renderer/editor/',
    may: ['app/renderer/', 'app/contract/'],
    uses: ['monaco-editor', 'preact', '@preact/signals', 'virtual:library-types', ...PURE_DOORS, ...LESSON_DOORS],
  },
  {
    files: 'app/renderer/terminal/',
    may: ['app/renderer/', 'app/contract/'],
    uses: ['@xterm/xterm', '@xterm/addon-fit', '@xterm/addon-web-links', 'preact', '@preact/signals', ...PURE_DOORS, ...LESSON_DOORS],
  },
  {
    files: 'app/renderer/',
    may: ['app/contract/'],
    uses: [
      'preact', '@preact/signals', '@tanstack/virtual-core', 'markdown-it', 'dompurify', '@vscode/codicons',
      '@fontsource-variable/inter', '@fontsource-variable/jetbrains-mono', ...PURE_DOORS, ...LESSON_DOORS,
    ],
  },
  // Another app's main and preload, and what stands for Electron under ours.
  { files: 'app/e2e/electron-double/test-app/', may: [], uses: ['electron'] },
  { files: 'app/e2e/electron-double/world/', may: ['app/e2e/electron-double/codec.ts'], uses: [] },
  { files: 'app/e2e/electron-double/', may: ['app/e2e/chromium.ts'], uses: ['node:', 'playwright-core', 'electron'] },
  { files: 'app/e2e/', may: ['app/contract/'], uses: ['node:', '@playwright/test', 'playwright-core', 'esbuild', 'axe-core'] },

  // Building: may read the configuration of all; nothing imports it.
  { files: 'build/', may: ['app/renderer/vite.config.ts'], uses: ['node:', 'esbuild', 'vite', 'vitest', 'multiprocessing/inspect', 'multiprocessing/protocol', ...LESSON_DOORS] },
  { files: 'vitest.config.ts', may: [], uses: ['vitest'] },
]

/** Libraries that live in certain folders and nowhere else. */
export const HOMES = {
  electron: ['app/electron/', 'app/e2e/electron-double/'],
  'monaco-editor': ['app/renderer/editor/'],
  '@xterm': ['app/renderer/terminal/'],
}

/** Our packages: their folders, and the doors that others may use. */
export const PACKAGES = {
  multiprocessing: { folder: 'engine/', doors: ALL_DOORS },
  'managerie-lessons': { folder: 'lessons/', doors: LESSON_DOORS },
  'managerie-app': { folder: 'app/', doors: [] },
}
export const FOLDERS = ['engine/', 'lessons/', 'app/', 'build/']
