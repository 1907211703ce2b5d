/** Who may import whom, as a table (`imports.mjs` checks it). The first row that a file matches is its rule. */

/**
 * @typedef {object} Rule
 * @property {string} files  `a/b/` a folder with all below it · `a/b.ts` one file · `*` one name or a part of it · `**` any folders
 * @property {string[]} may  other folders (with `/`) and files that may be imported; a rule's own folder always may
 * @property {string[]} uses  packages, with all below them; `node:` is all of Node, `multiprocessing` alone is its first door
 * @property {string[]} [later]  packages that may be imported too, but only by `import()` when they are needed, or as types
 */

const PURE_DOORS = ['multiprocessing/protocol', 'multiprocessing/inspect', 'multiprocessing/pickle', 'multiprocessing/values']
const ALL_DOORS = ['multiprocessing', 'multiprocessing/connection', 'multiprocessing/managers', 'multiprocessing/shared-memory', ...PURE_DOORS]
const LESSON_DOORS = ['managerie-lessons', 'managerie-lessons/schema', 'managerie-lessons/cards', 'managerie-lessons/glossary']
const TESTING = ['vitest', 'fast-check', 'esbuild', 'node:']

/** @type {Rule[]} */
export const RULES = [
  // Tests may use what they test, and Node.
  { files: 'engine/**/*.test.ts', may: ['engine/'], uses: [...TESTING, 'mermaid', 'valibot'] },
  { files: 'engine/**/*.test-d.ts', may: ['engine/'], uses: ['vitest'] },
  // Programs as a learner's, that go wrong on purpose.
  { files: 'engine/test/pitfalls/*/typescript/', may: [], uses: [...ALL_DOORS, 'node:'] },
  { files: 'engine/test/', may: ['engine/'], uses: TESTING },
  // Measured programs run apart, with the engine as it is built, or with what one would take instead.
  { files: 'engine/bench/programs/', may: [], uses: [...ALL_DOORS, 'comlink', 'workerpool', 'piscina', 'birpc', 'node:'] },
  { files: 'engine/bench/', may: ['engine/'], uses: [...TESTING, 'comlink', 'workerpool', 'piscina', 'birpc', 'commander'] },
  // Trials try the whole by force: what is built, and the sources of what they aim at.
  { files: 'trials/', may: ['engine/', 'lessons/', 'app/contract/', 'app/capsule/', 'app/director/', 'app/host/', 'app/renderer/lesson/steps.ts'], uses: [...TESTING, ...ALL_DOORS, ...LESSON_DOORS, 'commander', 'valibot', 'fflate', 'vscode-jsonrpc', 'istanbul-lib-instrument', 'vega', 'vega-lite'] },
  { files: 'app/bench/*.test.ts', may: ['app/bench/', 'app/e2e/'], uses: [...TESTING, 'commander'] },
  { files: 'app/bench/', may: ['app/capsule/', 'app/e2e/', 'app/contract/'], uses: ['node:', 'playwright-core', 'commander', 'esbuild', ...PURE_DOORS] },
  { files: 'lessons/**/*.test.ts', may: ['lessons/'], uses: [...TESTING, ...ALL_DOORS] },
  { files: 'app/renderer/traffic/test/traces/*/', may: [], uses: ['multiprocessing/shared-memory', 'node:'] },
  { files: 'app/renderer/**/*.test.*', may: ['app/renderer/', 'app/contract/', 'app/director/', 'app/reference/shape.ts'], uses: [...TESTING, ...ALL_DOORS, ...LESSON_DOORS, 'preact', '@preact/signals', 'monaco-editor', 'vite', 'playwright-core'] },
  { files: 'app/renderer/**/test/', may: ['app/renderer/', 'app/contract/', 'app/director/'], uses: [...TESTING, ...PURE_DOORS, ...LESSON_DOORS, 'preact', '@preact/signals', 'playwright-core', 'vite'] },
  { files: 'app/**/*.test.ts', may: ['app/'], uses: [...TESTING, ...ALL_DOORS, ...LESSON_DOORS, 'valibot', 'ws', 'vscode-jsonrpc', 'electron', '@jridgewell/trace-mapping', 'es-module-lexer', 'fflate'] },
  { files: 'app/host/test/lessons/*/typescript/*/', may: [], uses: [...ALL_DOORS, 'node:'] },
  { files: 'app/electron/test/', may: ['app/e2e/', 'app/electron/'], uses: [...TESTING, 'electron'] },
  { files: 'app/*/test/', may: ['app/host/', 'app/contract/', 'app/cli/', 'app/web/'], uses: [...TESTING, ...ALL_DOORS, ...LESSON_DOORS] },
  { files: 'build/**/*.test.ts', may: ['build/', 'app/reference/'], uses: [...TESTING, ...PURE_DOORS, ...LESSON_DOORS] },

  // The engine: pure at the bottom, sockets in the middle, processes at the edge.
  { files: 'engine/errors.ts', may: [], uses: [] },
  { files: 'engine/protocol/', may: ['engine/errors.ts'], uses: ['valibot'] },
  { files: 'engine/tracer.ts', may: ['engine/protocol/'], uses: [] },
  { files: 'engine/values/', may: ['engine/errors.ts'], uses: [] },
  { files: 'engine/pickle/', may: ['engine/values/', 'engine/errors.ts'], uses: [] },
  { files: 'engine/inspect/', may: ['engine/protocol/', 'engine/pickle/', 'engine/values/', 'engine/errors.ts'], uses: [] },
  {
    files: 'engine/connection/',
    // One option of a socket, of which Node does not know, goes through koffi.
    may: ['engine/shared-memory/system/library.ts', 'engine/protocol/', 'engine/pickle/', 'engine/values/', 'engine/process/current-process.ts', 'engine/process/finalize.ts', 'engine/process/trace-sink.ts', 'engine/tracer.ts', 'engine/errors.ts'],
    uses: ['node:net', 'node:crypto', 'node:dns', 'node:events', 'node:fs', 'node:os', 'node:path', 'node:stream'],
  },
  // The first file of a child becomes the manager's server: it alone reaches up.
  { files: 'engine/process/child-main.ts', may: ['engine/'], uses: ['node:'] },
  {
    files: 'engine/process/',
    // At the end of a program it asks what its children have left.
    may: ['engine/shared-memory/resource-tracker.ts', 'engine/protocol/', 'engine/connection/', 'engine/pickle/', 'engine/values/', 'engine/tracer.ts', 'engine/errors.ts'],
    uses: ['node:'],
  },
  // The system's memory, by koffi, which is loaded when it is first asked for.
  {
    files: 'engine/shared-memory/',
    may: ['engine/protocol/', 'engine/process/', 'engine/pickle/', 'engine/values/', 'engine/tracer.ts', 'engine/errors.ts'],
    uses: ['node:async_hooks', 'node:crypto', 'node:fs', 'node:module', 'node:os', 'node:path', 'node:worker_threads'],
  },
  {
    files: 'engine/managers/',
    may: ['engine/protocol/', 'engine/connection/', 'engine/process/', 'engine/shared-memory/', 'engine/pickle/', 'engine/values/', 'engine/tracer.ts', 'engine/errors.ts'],
    // Whose turn it is, and how many processors there are: no files, no sockets, no children.
    uses: ['node:async_hooks', 'node:os'],
  },
  { files: 'engine/index.ts', may: ['engine/'], uses: [] },

  // Lessons: programs are a learner's, the rest is data and judgement.
  { files: 'lessons/*/typescript/*/', may: [], uses: [...ALL_DOORS, 'node:'] },
  { files: 'lessons/*/attempts/', may: [], uses: [...ALL_DOORS, 'node:'] },
  { files: 'lessons/schema.ts', may: [], uses: ['multiprocessing/inspect', 'valibot'] },
  { files: 'lessons/expect.ts', may: ['lessons/schema.ts'], uses: ['multiprocessing/inspect', 'multiprocessing/protocol', 'multiprocessing/values'] },
  { files: 'lessons/glossary/schema.ts', may: [], uses: ['valibot'] },
  { files: 'lessons/index.ts', may: ['lessons/'], uses: [] },
  { files: 'lessons/*/*.ts', may: ['lessons/schema.ts', 'lessons/expect.ts'], uses: ['multiprocessing/inspect', 'multiprocessing/pickle', 'multiprocessing/protocol', 'multiprocessing/values', '@noble/hashes'] },

  // Programs to begin with: as a learner's, each in a folder of its own; the page takes them as texts.
  { files: 'app/templates/*/typescript/', may: [], uses: [...ALL_DOORS, 'node:'] },

  // The app: contract below, host and shells on one side, the page on the other.
  { files: 'app/contract/', may: [], uses: ['multiprocessing/protocol', 'valibot', 'vscode-jsonrpc'] },
  // Capsules are packed and read on the page, in its sandbox, and by the command line.
  { files: 'app/capsule/', may: ['app/contract/'], uses: ['multiprocessing/protocol', 'fflate', 'valibot'] },
  // Who goes next: pure, for the host that does it and the page that shows it.
  { files: 'app/director/', may: ['app/contract/'], uses: ['multiprocessing/inspect', 'multiprocessing/protocol'] },
  {
    files: 'app/host/',
    may: ['app/contract/', 'app/director/'],
    // It runs the engine in children, and never imports it: only what explains bytes, without running anything.
    uses: ['node:', 'multiprocessing/protocol', 'multiprocessing/inspect', ...LESSON_DOORS, 'esbuild', 'es-module-lexer', '@jridgewell/trace-mapping', 'valibot'],
  },
  {
    files: 'app/cli/',
    may: ['app/capsule/', 'app/host/', 'app/contract/', 'app/web/', 'app/package.json'],
    uses: ['node:', 'multiprocessing/inspect', 'multiprocessing/protocol', 'multiprocessing/values', ...LESSON_DOORS, 'commander', 'open'],
    later: ['multiprocessing', 'multiprocessing/managers', 'multiprocessing/connection'],
  },
  { files: 'app/web/', may: ['app/host/', 'app/contract/'], uses: ['node:', ...LESSON_DOORS, 'ws'] },
  // A sandboxed preload can load nothing: it repeats two names instead of importing them.
  { files: 'app/electron/preload.ts', may: [], uses: ['electron'] },
  { files: 'app/electron/', may: ['app/host/', 'app/contract/'], uses: ['node:', 'electron', ...LESSON_DOORS, 'valibot'] },
  { files: 'app/renderer/vite.config.ts', may: ['app/renderer/vite/'], uses: ['node:', 'vite'] },
  // Pages of the reference: read from the engine's declarations when the page is built.
  { files: 'app/reference/shape.ts', may: [], uses: [] },
  { files: 'app/reference/', may: [], uses: ['node:', 'typescript'] },
  { files: 'app/renderer/vite/', may: ['app/reference/'], uses: ['node:', 'vite'] },
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
    may: ['app/contract/', 'app/capsule/', 'app/director/', 'app/reference/shape.ts'],
    uses: [
      'valibot', 'virtual:engine-reference',
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
  // Icons are drawn by the browser of the tests.
  { files: 'build/icons/', may: ['build/toolbox.mjs'], uses: ['node:', 'playwright-core'] },
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
export const FOLDERS = ['engine/', 'lessons/', 'app/', 'build/', 'trials/']
