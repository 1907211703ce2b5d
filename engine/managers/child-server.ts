/** What a child does whose task is to serve (CPython: `BaseManager._run_server`). */
import { ProcessError } from '../errors.ts'
import { currentProcess } from '../process/current-process.ts'
import type { Address } from '../protocol/token.ts'
import { managerClassNamed, registryOf } from './registry.ts'
import { Server } from './server.ts'
import './shared-memory-manager.ts'

/** The part of a task that this needs. */
export interface ServerTask {
  readonly managers: readonly string[]
  readonly typeids: readonly string[]
  readonly address: Address | null
}

/**
 * Finds the manager class that the main module has registered, and serves until shutdown.
 * @param ready told the server's address once it listens
 * @throws ProcessError naming the typeid when a callable of the parent is not to be found here
 */
export async function serveChild(task: ServerTask, ready: (address: Address) => void): Promise<void> {
  const managerClass = task.managers.map(managerClassNamed).find((found) => found !== undefined)
  const registry = managerClass ? registryOf(managerClass) : new Map()
  const [name] = task.managers
  for (const typeid of task.typeids) {
    if (registry.get(typeid)?.callable !== undefined) continue
    throw new ProcessError(
      `${name}.start(): the server process cannot find the callable of '${typeid}'. It runs the main module again and ` +
        `${name}.register('${typeid}', …) was not reached there: move that call out of isMainProcess() to the top level of the module`,
    )
  }
  const Serving = (managerClass as { readonly Server?: typeof Server } | undefined)?.Server ?? Server
  const server = new Serving(registry, task.address, currentProcess().authkey)
  await server.ready
  ready(server.address)
  await server.serveForever()
}
