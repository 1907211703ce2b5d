/** CPythons that are installed here, for tests that need the reference itself. */
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import path from 'node:path'

export interface Python {
  /** `3.13.0`. */
  readonly version: string
  readonly program: string
}

/** The versions that the engine must get on with; others are not asked for. */
export const WANTED = ['3.8', '3.9', '3.10', '3.11', '3.12', '3.13'] as const

/** CPythons by minor version: from pyenv, else `python3.x` and `python3` on PATH. */
export function findPythons(): Map<string, Python> {
  const found = new Map<string, Python>()
  const versions = path.join(process.env['PYENV_ROOT'] ?? path.join(homedir(), '.pyenv'), 'versions')
  const programs = existsSync(versions) ? readdirSync(versions).map((name) => path.join(versions, name, 'bin/python3')) : []
  for (const program of [...programs.filter(existsSync), ...WANTED.map((minor) => `python${minor}`), 'python3']) {
    const python = ask(program)
    if (!python) continue
    const minor = python.version.split('.').slice(0, 2).join('.')
    if (!found.has(minor)) found.set(minor, python)
  }
  return found
}

function ask(program: string): Python | undefined {
  try {
    const version = execFileSync(program, ['-c', 'import platform; print(platform.python_version())'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    return { version: version.trim(), program }
  } catch {
    return undefined
  }
}
