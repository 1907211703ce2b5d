/** Runs the standard library's tests of managers, of one CPython, against a server of ours. */
import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Python } from '../support/pythons.ts'
import type { Family, Outcome, Result } from './results.ts'

const fileAt = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
const LOADER = fileAt('../support/register-typescript.mjs')

export interface RunOptions {
  /** Seconds that one test may take. */
  readonly limit?: number | undefined
  /** Told each result as it comes. */
  readonly onResult?: ((result: Result) => void) | undefined
}

/** A CPython that was built or packed without its tests. */
export class NoTestPackage extends Error {
  override name = 'NoTestPackage'
}

/**
 * Every result, in the order of the ids.
 * @throws NoTestPackage when this CPython has no `test` package
 */
export async function runStandardTests(python: Python, family: Family, { limit = 60, onResult }: RunOptions = {}): Promise<Result[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'mp-'))
  const authkey = randomBytes(32).toString('hex')
  const wanted = family === 'AF_UNIX' ? path.join(folder, 's') : ['127.0.0.1', 0]
  const server = spawn(process.execPath, ['--import', LOADER, fileAt('serve.ts'), JSON.stringify(wanted), authkey], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  try {
    const [address] = (await once(server.stdout, 'data')) as [Buffer]
    return await results(python, [address.toString().trim(), authkey, String(limit)], onResult)
  } finally {
    server.stdin.end()
    await ended(server)
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Runs the script until all ids have a result: a test that hangs ends it, and the others go on without. */
async function results(python: Python, args: readonly string[], onResult: RunOptions['onResult']): Promise<Result[]> {
  const found = new Map<string, Result>()
  const note = (result: Result): void => {
    found.set(result.id, result)
    onResult?.(result)
  }
  for (;;) {
    const run = spawn(python.program, [fileAt('run.py'), ...args, ...found.keys()], { stdio: ['ignore', 'pipe', 'pipe'], detached: true })
    let words = ''
    run.stderr.on('data', (chunk) => (words += chunk))
    let at: string | undefined
    let complete = false
    for await (const line of createInterface({ input: run.stdout })) {
      const told = JSON.parse(line) as Partial<Result> & { begin?: string; end?: true; missing?: string }
      if (told.missing !== undefined) throw new NoTestPackage(`CPython ${python.version} has no tests: ${told.missing}`)
      if (told.begin !== undefined) at = told.begin
      if (told.id !== undefined) note({ id: told.id, outcome: told.outcome as Outcome, reason: told.reason ?? '' })
      if (told.end) complete = true
    }
    endGroup(run)
    await ended(run)
    if (complete) return [...found.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
    if (at === undefined || found.has(at)) throw new Error(`run.py ended before its time:\n${words}`)
    note({ id: at, outcome: 'failed', reason: `did not come to an end:\n${words}` })
  }
}

/** Ends what tests may have left running: all are in the script's own group. */
function endGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL')
  } catch {
    // Nobody is left.
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
}
