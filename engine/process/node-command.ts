/** How a child of this Node is started: which file, which of this process's own options, which environment. */
import { fileURLToPath } from 'node:url'
import { TRACE_DIRECTORY_VARIABLE, TRACE_NAME_VARIABLE } from '../protocol/trace-settings.ts'

/** Options of this Node that a child needs, too: loaders and flags, but no debugger's port and no program text. */
export function execArguments(given: readonly string[] = process.execArgv): string[] {
  const kept: string[] = []
  for (let index = 0; index < given.length; index++) {
    const argument = given[index]!
    if (/^--(inspect|watch|test|cpu-prof|heap-prof)/.test(argument)) continue
    if (/^(-e|--eval|-p|--print|-pe|--input-type)$/.test(argument)) {
      index++
      continue
    }
    if (/^(--eval|--print|--input-type)=|^-[ip]$|^--interactive$/.test(argument)) continue
    kept.push(argument)
  }
  return kept
}

/**
 * The engine's folder: this source is in `process/`; what is built is in the folder itself, or in `parts/` where several
 * bundles share it.
 */
export const ENGINE_FOLDER = import.meta.url.replace(/(?:\/(?:process|parts))?\/[^/]*$/, '/')

/** The file that a child runs first: the source where this is one, else the built file. */
export function childMain(): string {
  return fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? 'process/child-main.ts' : 'child-main.js', ENGINE_FOLDER))
}

/** A child's environment: in a trace it goes by its process's name. */
export function childEnvironment(name: string): NodeJS.ProcessEnv {
  if (process.env[TRACE_DIRECTORY_VARIABLE] === undefined) return process.env
  return { ...process.env, [TRACE_NAME_VARIABLE]: name }
}
