/**
 * Runs the programs of `test/pitfalls`, one folder a pitfall, as real processes with the trace on, and diagnoses them.
 *
 * A folder has one for each language, with a `main`, or with a `server`, which prints READY, and a `client`. How each ended is told to the trace as the
 * host tells it.
 */
import { cpSync, mkdirSync, readFileSync, readdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { transform } from 'esbuild'
import { diagnose, sourcesOf } from '../../inspect/diagnosis/index.ts'
import type { Diagnosis, Sources } from '../../inspect/diagnosis/index.ts'
import type { Run } from '../../inspect/run.ts'
import { parseTraceEvent, type TraceEvent } from '../../protocol/trace.ts'
import { freePort } from './free-port.ts'
import type { Processes, Program, Python } from './processes.ts'
import { runOf } from './runs.ts'

const ENGINE = fileURLToPath(new URL('../../', import.meta.url))
const PROGRAMS = fileURLToPath(new URL('../pitfalls/', import.meta.url))
const SHIM = fileURLToPath(new URL('../../cpython', import.meta.url))

/** Which language a scenario is run in: TypeScript, or Python by one interpreter. */
export type Language = 'typescript' | Python

export interface Outcome {
  readonly run: Run
  readonly sources: Sources
  readonly diagnoses: readonly Diagnosis[]
  /** What all its programs wrote. */
  readonly output: string
}

/** Folders of `test/pitfalls`. */
export function scenarioNames(): string[] {
  return readdirSync(PROGRAMS).sort()
}

/** Whether a scenario has programs in a language. */
export function isWritten(name: string, language: 'typescript' | 'python'): boolean {
  return readdirSync(join(PROGRAMS, name)).includes(language)
}

/** Runs a scenario to its end. */
export async function runScenario(processes: Processes, name: string, language: Language): Promise<Outcome> {
  const folder = join(processes.directory(), name)
  cpSync(join(PROGRAMS, name, language === 'typescript' ? language : 'python'), folder, { recursive: true })
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(ENGINE, join(folder, 'node_modules', 'multiprocessing'))
  const trace = join(folder, 'trace')
  mkdirSync(trace)
  const env = { PORT: String(await freePort()), MULTIPROCESSING_TRACE: trace }
  const ends: TraceEvent[] = []
  const programs: Program[] = []
  const start = (program: string): Program => {
    const named = { ...env, MULTIPROCESSING_TRACE_NAME: program }
    const started =
      language === 'typescript'
        ? processes.node(join(folder, `${program}.ts`), [], { cwd: folder, env: named })
        : processes.start(language.path, ['-u', ...pythonArguments(name, folder, program)], { cwd: folder, env: { ...named, PYTHONPATH: SHIM, PYTHONDONTWRITEBYTECODE: '1' } })
    programs.push(started)
    if (language !== 'typescript' && name === PIPED) started.type(readFileSync(join(folder, `${program}.py`), 'utf8'))
    started.end()
    void started.exited.then(({ code, signal }) => {
      const time = Math.round(Number(process.hrtime.bigint()) / 1000)
      ends.push({ v: 1, process: 'host', seq: ends.length, time, name: 'process/exited', pid: started.pid, code, signal })
    })
    return started
  }
  const ending = language === 'typescript' ? '.ts' : '.py'
  const has = (program: string): boolean => readdirSync(folder).includes(program + ending)
  const server = has('server') ? start('server') : undefined
  await server?.line(/^READY/m)
  for (const program of ['main', 'client']) if (has(program)) await start(program).ended
  if (name !== ENDED_BY_CLIENT) server?.kill('SIGTERM')
  await Promise.all(programs.map((program) => program.ended))

  const positions = await compiledPositions(folder)
  const events = readdirSync(trace).flatMap((file) => readFileSync(join(trace, file), 'utf8').trimEnd().split('\n').map(parseTraceEvent))
  const run = runOf([...events.map((event) => inSource(event, positions)), ...ends])
  const output = programs.map((program) => program.stdout + program.stderr).join('')
  const texts = new Map(readdirSync(folder).filter((file) => /\.(?:ts|py)$/.test(file)).map((file) => [file, readFileSync(join(folder, file), 'utf8')]))
  const sources = sourcesOf(texts)
  return { run, sources, diagnoses: diagnose(run, sources), output }
}

/** The scenario whose server is asked to stop, and is waited for. */
const ENDED_BY_CLIENT = 'after-serving'
/** The scenario whose program comes from a pipe: it has no file that a child could import. */
const PIPED = 'main-not-found'

/** By file: URL of a program, for each compiled line its places: compiled column and source line. */
type Positions = ReadonlyMap<string, readonly (readonly { readonly column: number; readonly line: number }[])[]>

/** Where the compiler put the lines of the TypeScript programs: processes report the lines that run. */
async function compiledPositions(folder: string): Promise<Positions> {
  const found = new Map<string, { column: number; line: number }[][]>()
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.ts'))) {
    const path = join(folder, file)
    const { map } = await transform(readFileSync(path, 'utf8'), { loader: 'ts', format: 'esm', target: 'node20', sourcemap: 'external' })
    let line = 0
    const lines = (JSON.parse(map) as { mappings: string }).mappings.split(';').map((segments) => {
      let column = 0
      return segments.split(',').filter(Boolean).map((segment) => {
        const [columns = 0, , lines = 0] = decodeVlq(segment)
        column += columns
        line += lines
        return { column, line: line + 1 }
      })
    })
    found.set(pathToFileURL(path).href, lines)
  }
  return found
}

/** The numbers of one segment of a source map. */
function decodeVlq(segment: string): number[] {
  const numbers: number[] = []
  let [value, shift] = [0, 0]
  for (const character of segment) {
    const digit = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'.indexOf(character)
    value += (digit & 31) << shift
    shift += 5
    if (digit & 32) continue
    numbers.push(value & 1 ? -(value >> 1) : value >> 1)
    ;[value, shift] = [0, 0]
  }
  return numbers
}

function inSource(event: TraceEvent, positions: Positions): TraceEvent {
  if (!('at' in event) || event.at === undefined) return event
  const { file, line, column = 1 } = event.at
  const found = positions.get(file)?.[line - 1]?.findLast((place) => place.column < column)
  return found === undefined ? event : ({ ...event, at: { file, line: found.line } } as TraceEvent)
}

function pythonArguments(name: string, folder: string, program: string): string[] {
  return name === PIPED ? ['-'] : [join(folder, `${program}.py`)]
}
