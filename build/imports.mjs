/**
 * Who may import whom: the checker of the table in `import-rules.mjs`. `node build/imports.mjs` prints what breaks it.
 *
 * The first row that a file matches is its rule; a file that no row matches is an error. Beside the table stand three laws:
 * packages are entered by their doors only, some libraries live in one folder, and there are no cycles.
 *
 * `import('…').Type` inside a type is not seen: the type checker's projects guard those.
 */
import { readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { FOLDERS, HOMES, PACKAGES, RULES } from './import-rules.mjs'

/** @typedef {import('./import-rules.mjs').Rule} Rule */

/**
 * @typedef {object} Import
 * @property {string} to  as written
 * @property {string | undefined} file  the file that a relative import names, from the root
 * @property {boolean} dynamic
 * @property {boolean} type  erased: nothing is loaded
 */

/**
 * Checks a set of files.
 *
 * @param {ReadonlyMap<string, string>} files  text by path from the root, with `/`
 * @param {readonly Rule[]} rules
 * @returns {Promise<string[]>} one sentence for each violation, in order of the files
 */
export async function checkImports(files, rules = RULES) {
  const { imports, broken } = await readImports(files)
  const violations = [...broken]
  for (const [file, all] of imports) {
    const rule = rules.find(({ files: pattern }) => matches(file, pattern))
    if (rule === undefined) {
      violations.push(`${file}: no rule of build/imports.mjs covers this file. Add it to a row, or a row for it.`)
      continue
    }
    for (const one of all) {
      const reason = breach(file, one, rule)
      if (reason !== undefined) violations.push(`${file}: imports ${one.to}: ${reason}`)
    }
  }
  return [...violations, ...cycles(imports)]
}

/** @param {string} file @param {Import} one @param {Rule} rule @returns {string | undefined} */
function breach(file, one, rule) {
  return one.file === undefined ? packageBreach(file, one, rule) : fileBreach(file, one.file, rule)
}

/** @param {string} file @param {Import} one @param {Rule} rule */
function packageBreach(file, { to, dynamic, type }, rule) {
  for (const [library, homes] of Object.entries(HOMES)) {
    if (isIn(to, library) && !homes.some((home) => file.startsWith(home))) return `${library} is for ${homes.join(' and ')} only`
  }
  for (const [name, { folder, doors }] of Object.entries(PACKAGES)) {
    if (!isIn(to, name)) continue
    if (file.startsWith(folder) && !isProgram(file)) return 'inside its own package a file is imported by its relative path'
    if (!doors.includes(to)) return `${name} has no such door; it has ${doors.join(', ') || 'none'}`
    if (rule.uses.includes(to)) return undefined
    if (rule.later?.includes(to)) return dynamic || type ? undefined : 'this door may only be opened by import(), when it is needed'
    return notAllowed(rule)
  }
  return rule.uses.some((allowed) => (allowed === 'node:' ? to.startsWith('node:') : isIn(to, allowed))) ? undefined : notAllowed(rule)
}

/** @param {string} file @param {string} target @param {Rule} rule */
function fileBreach(file, target, rule) {
  const home = FOLDERS.find((folder) => file.startsWith(folder)) ?? ''
  const allowed = rule.may.some((pattern) => matches(target, pattern))
  if (home !== '' && !target.startsWith(home) && !allowed) return `${target} is outside its package, which is entered by its doors only`
  return allowed || inOwnFolder(file, target, rule) ? undefined : notAllowed(rule)
}

/**
 * Whether both lie in the folder that the rule is about. A `*` in it is the same name for both; of a rule about files by
 * pattern it is the file's own folder; a rule about one file has none.
 */
function inOwnFolder(file, target, { files: pattern }) {
  if (!pattern.includes('*') && !pattern.endsWith('/')) return false
  if (!pattern.endsWith('/') || pattern.includes('**')) return path.posix.dirname(file) === path.posix.dirname(target)
  const depth = pattern.split('/').length - 1
  const own = `${file.split('/').slice(0, depth).join('/')}/`
  return target.startsWith(own)
}

/** @param {Rule} rule */
function notAllowed({ files, may, uses }) {
  return `${files} may import ${[...may, ...uses].join(', ') || 'nothing'}`
}

/** A learner's program, or one that is measured: it stands inside a package and uses the engine as a package. */
function isProgram(file) {
  return /\/(typescript|attempts|bench\/programs)\//.test(file)
}

/** @param {string} name @param {string} library */
function isIn(name, library) {
  return name === library || name.startsWith(`${library}/`)
}

/** @param {string} file @param {string} pattern */
export function matches(file, pattern) {
  const text = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*\*\/|\*/g, (star) => (star === '*' ? '[^/]*' : '(?:.*/)?'))
  return new RegExp(`^${text}${pattern.endsWith('/') ? '.+' : ''}$`).test(file)
}

/**
 * Cycles among what is really loaded at the start: erased and late imports close none.
 *
 * @param {ReadonlyMap<string, readonly Import[]>} imports
 */
function cycles(imports) {
  /** @type {string[]} */
  const found = []
  /** @type {Map<string, 'open' | 'done'>} */
  const state = new Map()
  /** @type {string[]} */
  const trail = []
  const visit = (file) => {
    if (state.get(file) === 'done') return
    if (state.get(file) === 'open') {
      found.push(`${file}: a cycle: ${[...trail.slice(trail.indexOf(file)), file].join(' → ')}`)
      return
    }
    state.set(file, 'open')
    trail.push(file)
    for (const { file: target, type, dynamic } of imports.get(file) ?? []) {
      if (target !== undefined && !type && !dynamic) visit(target)
    }
    trail.pop()
    state.set(file, 'done')
  }
  for (const file of imports.keys()) visit(file)
  return found
}

/**
 * Imports of all files: esbuild reads them twice, as they are (what is loaded) and with `type` taken out (what is named).
 *
 * @param {ReadonlyMap<string, string>} files
 */
async function readImports(files) {
  /** @type {string[]} */
  const broken = []
  const readable = new Map(files)
  const attempt = async (change) => {
    for (;;) {
      try {
        return await metafile(readable, change)
      } catch (error) {
        const first = error.errors?.find(({ location }) => location && readable.has(location.file.replace(/^\w+:/, '')))
        if (first === undefined) throw error
        const file = first.location.file.replace(/^\w+:/, '')
        broken.push(`${file}: cannot be read: line ${first.location.line}: ${first.text}`)
        readable.delete(file)
      }
    }
  }
  const named = await attempt(untype)
  const loaded = await attempt((text) => text)
  /** @type {Map<string, Import[]>} */
  const imports = new Map()
  for (const file of readable.keys()) {
    const runtime = new Set(loaded.get(file)?.map(({ path: to, kind }) => `${kind} ${to}`))
    imports.set(
      file,
      (named.get(file) ?? []).map(({ path: to, kind }) => ({
        to,
        file: to.startsWith('.') ? resolve(file, to, files) : undefined,
        dynamic: kind === 'dynamic-import',
        type: !runtime.has(`${kind} ${to}`),
      })),
    )
  }
  return { imports, broken }
}

/** `import type { A }` → `import { A }`: with verbatim module syntax, all that is named then stays. */
function untype(text) {
  return text.replace(/^(\s*(?:import|export)) type\b(?=\s*[{*]|\s+\w+\s+from\b)/gm, '$1')
}

/** @param {ReadonlyMap<string, string>} files @param {(text: string) => string} change */
async function metafile(files, change) {
  const result = await build({
    entryPoints: [...files.keys()].map((file) => `checked:${file}`),
    bundle: true,
    write: false,
    metafile: true,
    outdir: 'nowhere',
    format: 'esm',
    jsx: 'preserve',
    logLevel: 'silent',
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
    plugins: [
      {
        name: 'checked',
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /.*/ }, ({ path: to, kind }) =>
            kind === 'entry-point' ? { path: to.slice('checked:'.length), namespace: 'checked' } : { path: to, external: true },
          )
          onLoad({ filter: /.*/, namespace: 'checked' }, ({ path: file }) => ({
            contents: change(files.get(file) ?? ''),
            loader: file.endsWith('.tsx') ? 'tsx' : file.endsWith('.ts') ? 'ts' : 'js',
          }))
        },
      },
    ],
  })
  return new Map(Object.entries(result.metafile.inputs).map(([file, { imports }]) => [file.slice('checked:'.length), imports.filter(({ path: to }) => to !== '<runtime>')]))
}

/** The file that a relative import names; with the ending of the source where a built one is written. */
function resolve(from, to, files) {
  const target = path.posix.join(path.posix.dirname(from), to.replace(/\?.*$/, ''))
  const source = target.replace(/\.js$/, '.ts')
  if (files.has(target) || !files.has(source)) return target
  return source
}

const SOURCES = /\.(ts|tsx|mts|mjs|js|cjs)$/

/** All sources of the project. Declarations have nothing that runs. */
export function readSources(root) {
  /** @type {Map<string, string>} */
  const files = new Map()
  const walk = (folder) => {
    for (const entry of readdirSync(path.join(root, folder), { withFileTypes: true })) {
      if (entry.name.startsWith('.') || SKIPPED.has(entry.name)) continue
      const file = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (entry.isDirectory()) walk(file)
      else if (SOURCES.test(entry.name) && !/\.d\.m?ts$/.test(entry.name)) files.set(file, readFileSync(path.join(root, file), 'utf8'))
    }
  }
  walk('')
  return files
}
const SKIPPED = new Set(['node_modules', 'dist', 'dist.before', 'release', 'coverage', 'test-results', 'playwright-report'])

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const files = readSources(path.join(import.meta.dirname, '..'))
  const violations = await checkImports(files)
  for (const violation of violations) console.error(violation)
  console.log(violations.length === 0 ? `imports: ${files.size} files keep the rules` : `imports: ${violations.length} violations`)
  process.exitCode = violations.length === 0 ? 0 : 1
}
