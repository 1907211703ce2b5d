/**
 * Names that a program puts on a proxy (`p.v = 99`): they stay in its process, and no frame is sent, so that nothing else
 * would tell. Looked for while tracing only, whenever the proxy is used and at the end of the process; the proxy is not
 * touched.
 */
import { finalizeAtExit } from '../process/finalize.ts'
import type { Token } from '../protocol/token.ts'
import type { TraceAddress, TraceSource } from '../protocol/trace.ts'
import { callSite, emit, tracing } from '../tracer.ts'

/** A proxy, as far as this file needs it. */
interface Assignable {
  readonly token: Token
}

/** Names that a proxy has without the program's doing, or that were reported. */
const known = new WeakMap<Assignable, Set<string>>()
const watched = new Set<WeakRef<Assignable>>()
/** How many references are kept before those of collected proxies are taken out. */
let room = 1000

/** From now on a further name on the proxy is the program's. */
export function watchNames(proxy: Assignable): void {
  if (!tracing()) return
  if (watched.size === 0) finalizeAtExit(20, reportAll)
  if (watched.size > room) {
    for (const reference of watched) if (reference.deref() === undefined) watched.delete(reference)
    room = Math.max(1000, watched.size * 2)
  }
  known.set(proxy, new Set(Object.keys(proxy)))
  watched.add(new WeakRef(proxy))
}

/** Reports names that are new. Call while tracing. */
export function reportNames(proxy: Assignable, at: TraceSource | undefined = callSite()): void {
  const before = known.get(proxy)
  if (before === undefined) return
  const { id: ident, typeid, address } = proxy.token
  for (const attribute of Object.keys(proxy)) {
    if (before.has(attribute)) continue
    before.add(attribute)
    emit({ name: 'proxy/assigned', ident, typeid, address: address as TraceAddress, attribute, ...(at ? { at } : {}) })
  }
}

function reportAll(): void {
  for (const reference of watched) {
    const proxy = reference.deref()
    if (proxy !== undefined) reportNames(proxy, undefined)
  }
  watched.clear()
}
