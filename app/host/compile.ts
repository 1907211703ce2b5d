/**
 * Makes a folder of programs that can be started from a workspace's files.
 *
 * TypeScript is compiled one file to one file by esbuild, so that stack traces, module boundaries and order of
 * evaluation stay what the person wrote (bundling would turn `const` into `var`). Relative imports may be written as
 * `./garden`, `./garden.ts` or `./garden.js`; everything else must be a module of Node or the engine, which lies in
 * the folder's `node_modules`. Python files are copied.
 */
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { isBuiltin } from 'node:module'
import path from 'node:path'
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping'
import { ImportType, init, parse } from 'es-module-lexer'
import type { Message, TransformFailure } from 'esbuild'
import type { Problem } from '../contract/host.ts'
import { besideArchive } from './paths.ts'

/** Gives the text of a file of the workspace, undefined if there is none of that name. */
export type ReadSource = (name: string) => Promise<string | undefined>

const ENGINE = 'multiprocessing'

/**
 * Compiles `entries` and every file that they import into `folder`, which must not exist yet.
 * @param engine the built engine's folder
 * @returns what is wrong, in order of files; with a problem the folder is not for use
 */
export async function compileTypeScript(entries: readonly string[], read: ReadSource, folder: string, engine: string): Promise<Problem[]> {
  await init
  await mkdir(path.join(folder, 'node_modules'), { recursive: true })
  await Promise.all([
    writeFile(path.join(folder, 'package.json'), '{ "type": "module" }\n'),
    // A junction needs no rights on Windows; other systems ignore the word.
    symlink(engine, path.join(folder, 'node_modules', ENGINE), 'junction'),
  ])
  const problems: Problem[] = []
  const known = new Set<string>()
  let wave = [...entries]
  while (wave.length > 0) {
    for (const name of wave) known.add(name)
    const compiled = await Promise.all(wave.map((name) => compileFile(name, read)))
    for (const one of compiled) problems.push(...one.problems)
    await Promise.all(compiled.map(({ name, code }) => writeFile(path.join(folder, compiledName(name)), code)))
    wave = [...new Set(compiled.flatMap((one) => one.imports))].filter((name) => !known.has(name))
  }
  return problems
}

/** `server.ts` → `server.js`. */
export function compiledName(name: string): string {
  return name.replace(/\.ts$/, '.js')
}

interface CompiledFile {
  readonly name: string
  readonly code: string
  /** Names of files of the workspace. */
  readonly imports: readonly string[]
  readonly problems: readonly Problem[]
}

async function compileFile(name: string, read: ReadSource): Promise<CompiledFile> {
  const source = await read(name)
  if (source === undefined) {
    return { name, code: '', imports: [], problems: [{ file: name, line: 1, column: 1, message: `There is no file ${name}.` }] }
  }
  const { transform } = await loadCompiler()
  let result
  try {
    result = await transform(source, {
      loader: name.endsWith('.ts') ? 'ts' : 'js',
      format: 'esm',
      target: 'node20.19',
      charset: 'utf8',
      // Managers and targets are found by the names of classes and functions.
      keepNames: true,
      sourcefile: name,
      sourcemap: 'external',
      logLevel: 'silent',
      tsconfigRaw: { compilerOptions: { target: 'es2023', useDefineForClassFields: true } },
    })
  } catch (error) {
    const failure = error as TransformFailure
    if (!Array.isArray(failure.errors)) throw error
    return { name, code: '', imports: [], problems: failure.errors.map((message) => problemOf(name, message)) }
  }
  const linked = await linkImports(name, result.code, new TraceMap(result.map), read)
  const map = Buffer.from(result.map).toString('base64')
  const code = `${linked.code}//# sourceMappingURL=data:application/json;base64,${map}\n`
  return { name, code, imports: linked.imports, problems: linked.problems }
}

/** Loaded with the first program, not with the app. It starts a program of its own, which an archive can't hold. */
export async function loadCompiler(): Promise<typeof import('esbuild')> {
  const archive = /^.*\/app\.asar\//.exec(import.meta.url)?.[0]
  if (archive === undefined) return await import('esbuild')
  return (await import(`${besideArchive(archive)}node_modules/esbuild/lib/main.js`)) as typeof import('esbuild')
}

function problemOf(file: string, { location, text }: Message): Problem {
  if (!location) return { file, line: 1, column: 1, message: text }
  // esbuild counts columns from 0, in bytes of UTF-8.
  const before = Buffer.from(location.lineText, 'utf8').subarray(0, location.column).toString('utf8')
  return { file, line: location.line, column: before.length + 1, message: text }
}

/** Points imports at compiled files. Lines stay; a column behind an import on its line may move by three. */
async function linkImports(file: string, code: string, map: TraceMap, read: ReadSource): Promise<Omit<CompiledFile, 'name'>> {
  const imports: string[] = []
  const problems: Problem[] = []
  let linked = ''
  let done = 0
  for (const { n: specifier, s: start, e: end, t: type } of parse(code, file)[0]) {
    // A dynamic import of something computed shows its mistakes when it runs.
    if (specifier === undefined || type === ImportType.ImportMeta) continue
    const target = await resolveImport(specifier, read)
    if ('message' in target) {
      problems.push({ file, ...placeOf(code, start, map), message: target.message })
    } else if (target.file !== undefined) {
      imports.push(target.file)
      const written = `./${compiledName(target.file)}`
      linked += code.slice(done, start) + (type === ImportType.Dynamic ? JSON.stringify(written) : written)
      done = end
    }
  }
  return { code: linked + code.slice(done), imports, problems }
}

/** A file of the workspace, nothing to do (`file` undefined), or what is wrong. */
async function resolveImport(specifier: string, read: ReadSource): Promise<{ file: string | undefined } | { message: string }> {
  if (specifier.startsWith('.')) {
    const plain = path.posix.normalize(specifier)
    if (plain.includes('/')) return { message: `Cannot import '${specifier}': files of a program lie in one folder.` }
    for (const candidate of candidates(plain)) {
      if ((await read(candidate)) !== undefined) return { file: candidate }
    }
    return { message: `Cannot find '${specifier}': there is no file ${candidates(plain)[0]}.` }
  }
  if (isBuiltin(specifier) || specifier === ENGINE || specifier.startsWith(`${ENGINE}/`)) return { file: undefined }
  return { message: `Cannot find '${specifier}': programs here can import their own files, ${ENGINE}, and what Node brings (node:…).` }
}

function candidates(plain: string): string[] {
  if (plain.endsWith('.ts')) return [plain]
  if (plain.endsWith('.js')) return [plain.replace(/\.js$/, '.ts'), plain]
  return [`${plain}.ts`, `${plain}.js`]
}

function placeOf(code: string, offset: number, map: TraceMap): { line: number; column: number } {
  const before = code.slice(0, offset)
  const line = before.split('\n').length
  const found = originalPositionFor(map, { line, column: offset - (before.lastIndexOf('\n') + 1) })
  return found.line === null ? { line: 1, column: 1 } : { line: found.line, column: found.column + 1 }
}
