/** What a run shows of `register()`: which row decided about a frame, and what became of each row. */
import type { Frame, RegistryRow, Run } from './run.ts'
import { unexposedMethod } from './traceback.ts'

/** The row of the server's registry that decided about a frame: the one of its object's typeid. */
export function registrationOf(run: Run, frame: Frame): RegistryRow | undefined {
  const { typeid } = frame
  if (typeid === undefined) return undefined
  const server = frame.connection.listener
  return run.registry.findLast((row) => row.process === server && row.typeid === typeid)
}

/** What a row of the registry was used for in a run. */
export interface RegistrationUse {
  readonly row: RegistryRow
  /** `create` requests that were answered with a reference, and how many objects that made. */
  readonly creates: number
  readonly objects: number
  /** References that `methodToTypeid` handed out, of any typeid. */
  readonly proxies: number
  /** Names that were called and are not exposed, each once, with the frame that refused it first. */
  readonly refused: ReadonlyMap<string, Frame>
}

/** What each row was used for, rows of servers and of clients alike; a client's row is used by what it asks for. */
export function registrationUses(run: Run): readonly RegistrationUse[] {
  const uses = run.registry.map((row) => ({ row, creates: 0, objects: 0, proxies: 0, refused: new Map<string, Frame>(), idents: new Set<string>() }))
  type Use = (typeof uses)[number]
  const byPlace = new Map<string, Use>(uses.map((use) => [`${use.row.process} ${use.row.typeid}`, use]))
  for (const frame of run.frames) {
    if (frame.sender === 'client' || frame.pair === undefined || frame.typeid === undefined) continue
    for (const process of [frame.connection.listener, frame.connection.client]) {
      const use = byPlace.get(`${process} ${frame.typeid}`)
      if (use !== undefined) note(use, frame)
    }
  }
  return uses.map(({ idents, ...use }) => ({ ...use, objects: idents.size }))
}

function note(use: { creates: number; proxies: number; refused: Map<string, Frame>; idents: Set<string> }, frame: Frame): void {
  const { reference } = frame
  if (frame.kind === '#PROXY') use.proxies += 1
  else if (reference !== undefined) {
    use.creates += 1
    use.idents.add(reference.ident)
  } else if (frame.kind === '#TRACEBACK') {
    const method = unexposedMethod(frame.error?.message ?? '')
    if (method !== undefined && !use.refused.has(method)) use.refused.set(method, frame)
  }
}
