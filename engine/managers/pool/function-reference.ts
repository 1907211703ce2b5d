/**
 * Functions by module and name: how a pool's client says what to run, and how its workers find it.
 *
 * They travel as Python's do, as a global: `file:///garden.js` and `water` here, `__main__` and `water` there. So a pool of a
 * CPython server runs `new Global('math', 'sqrt')`, and a Python function that comes to a pool of ours is told from our own.
 */
import { Global, Opaque } from '../../pickle/index.ts'
import { currentProcess } from '../../process/current-process.ts'
import type { TargetReference } from '../../process/process.ts'
import { AttributeError, TypeError as PythonTypeError, ValueError } from '../../values/exceptions.ts'
import { repr, typeName } from '../../values/index.ts'

/** A function for a pool: one that the main module exports, one of another module, or a Python function for a Python server. */
export type PoolFunction = ((...args: any[]) => unknown) | TargetReference | Global

/**
 * The global that stands for a function.
 * @throws ValueError for a function without a name, or where the program has no main module; TypeError for what is none
 */
export function globalOf(target: PoolFunction): Global {
  if (target instanceof Global) return target
  if (typeof target === 'function') {
    const { main } = currentProcess()
    if (main === null) throw new ValueError(`a pool's worker cannot find ${target.name || 'a function'} of a program without a main module: ${CURE}`)
    if (target.name === '' || target.name.startsWith('bound ')) throw new ValueError(`a pool's function needs a name by which a worker finds it: ${CURE}`)
    return new Global(main, target.name)
  }
  const { module, name } = target as Partial<TargetReference>
  if ((typeof module === 'string' || module instanceof URL) && typeof name === 'string') return new Global(String(module), name)
  throw new PythonTypeError(`a pool runs a function or { module, name }, got ${repr(target)}`)
}

/**
 * What a client asks to run, checked in the server.
 * @throws TypeError for a Python function, and for what is none
 */
export function checkFunction(func: unknown): Global {
  if (func instanceof Global && isOurs(func)) return func
  if (!(func instanceof Global || func instanceof Opaque)) throw new PythonTypeError(`'${typeName(func)}' object is not callable`)
  const name = func instanceof Global ? func.toString() : repr(func)
  throw new PythonTypeError(
    `a Pool of this server runs TypeScript functions, and ${name} is a Python function: it can run in a Pool of a Python server only`,
  )
}

/**
 * Finds a function, in a worker. Its module is imported if need be, the main module as well.
 * @throws AttributeError when the module exports no such function
 */
export async function importFunction({ module, name }: Global): Promise<(...args: unknown[]) => unknown> {
  const current = currentProcess()
  current.bootstrapping = module === current.main
  let exports: Readonly<Record<string, unknown>>
  try {
    exports = (await import(module)) as typeof exports
  } finally {
    current.bootstrapping = false
  }
  const found = exports[name] ?? Object.values(exports).find((value) => typeof value === 'function' && value.name === name)
  if (typeof found === 'function') return found as (...args: unknown[]) => unknown
  throw new AttributeError(`${current.name} cannot find the function '${name}' among the exports of ${module}: ${CURE}`)
}

/** Files of this machine only: other URLs can carry a program in them. */
function isOurs({ module }: Global): boolean {
  return module.startsWith('file:')
}

const CURE =
  "write `export function work(…)` at the top level of the main module, or say where it is: { module: new URL('./file.js', import.meta.url), name: 'work' }"
