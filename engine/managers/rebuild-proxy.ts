/**
 * How tokens and proxies travel: the pickles of `Token` and `RebuildProxy`, as CPython writes and reads them.
 *
 * A proxy that arrives counts itself at its server (`incref`), as in CPython; the message that brought it is whole when
 * that is done. Inside the server that owns the object no socket is needed: the proxy keeps the object itself.
 */
import { Global, registerGlobal, registerReduction, type Reduction } from '../pickle/index.ts'
import { TOKEN_MODULE, TOKEN_NAME, Token, type Address } from '../protocol/token.ts'
import type { TraceAddress } from '../protocol/trace.ts'
import { emit, tracing } from '../tracer.ts'
import { TypeError as PythonTypeError } from '../values/exceptions.ts'
import { Dict, repr, tuple } from '../values/index.ts'
import { AutoProxy, exposedOfAutoProxy, fetchExposed } from './auto-proxy.ts'
import { BaseProxy, authkeyOf, exposedOf, type ProxyOptions } from './base-proxy.ts'
import type { PickleContext } from './pickle-context.ts'
import { automaticClassOf, proxyClassNamed, registryOf, type ProxyClass } from './registry.ts'

/** Module of CPython's own proxy classes and of the functions that rebuild proxies. */
const MODULE = 'multiprocessing.managers'
/** Classes that live there under the same name as here. */
const CPYTHON_CLASSES = new Set([
  'AcquirerProxy', 'ArrayProxy', 'BarrierProxy', 'BaseListProxy', 'ConditionProxy', 'DictProxy', 'EventProxy',
  'IteratorProxy', 'ListProxy', 'NamespaceProxy', 'PoolProxy', 'ValueProxy',
])

/** How a proxy of a class that is not known here came: so it goes on. */
const origins = new WeakMap<BaseProxy, { readonly func: unknown; readonly kwds: ReadonlyMap<unknown, unknown> }>()

/**
 * Makes a proxy out of the parts of its pickle (CPython: `managers.RebuildProxy`).
 * @param func `AutoProxy` or a proxy class, by name
 * @param kwds `exposed` for an `AutoProxy`; `authkey` while a process is being started
 */
export function RebuildProxy(
  func: unknown,
  token: unknown,
  serializer: unknown,
  kwds: unknown = new Dict(),
  context: PickleContext | undefined = undefined,
): BaseProxy {
  if (!(token instanceof Token) || !(func instanceof Global)) {
    throw new PythonTypeError(`RebuildProxy() takes a class of proxies and a Token, got ${repr(func)} and ${repr(token)}`)
  }
  if (serializer !== 'pickle') throw new PythonTypeError(`proxies travel by 'pickle' here, got ${repr(serializer)}`)
  const given = kwds instanceof Map ? kwds : new Map<unknown, unknown>()
  const listed: unknown = given.get('exposed')
  const exposed = Array.isArray(listed) ? (listed as string[]) : undefined
  const server = context?.server
  const owned = server && sameAddress(server.address, token.address)
  const options: ProxyOptions = {
    manager: context?.manager,
    authkey: keyFor(token, given.get('authkey'), context),
    exposed,
    record: owned ? server.objects.keepLocally(token.id) : undefined,
  }
  const proxy = make(func, token, options, context)
  origins.set(proxy, { func, kwds: given })
  if (owned) {
    if (tracing()) tellKept(proxy, token)
    return proxy
  }
  const counted = proxy.incref().then(async () => {
    if (tracing()) emit({ name: 'proxy/rebuilt', ident: token.id, typeid: token.typeid, address: token.address as TraceAddress })
    if (func.name === 'AutoProxy' && exposed === undefined) await nameMethods(proxy, token, options.authkey!)
  })
  context?.pending?.push(counted)
  // Where nobody waits for what is under way (a message that breaks off behind it, too), the first call tells what went wrong.
  counted.catch(() => undefined)
  return proxy
}

const forgotten = new FinalizationRegistry<Token>((token) => tellUncounted('proxy/released', token))

/** For the trace: a proxy in the object's own server, which is not counted and ends without a word. */
function tellKept(proxy: BaseProxy, token: Token): void {
  tellUncounted('proxy/rebuilt', token)
  forgotten.register(proxy, new Token(token.typeid, token.address, token.id))
}

function tellUncounted(name: 'proxy/rebuilt' | 'proxy/released', { id: ident, typeid, address }: Token): void {
  if (tracing()) emit({ name, ident, typeid, address: address as TraceAddress, counted: false })
}

function make(func: Global, token: Token, options: ProxyOptions, context: PickleContext | undefined): BaseProxy {
  if (func.name === 'AutoProxy') {
    const { manager } = context ?? {}
    const registered = manager ? registryOf(manager.constructor).get(token.typeid)?.proxytype : automaticClassOf(token.typeid)
    return registered ? new registered(token, options) : AutoProxy(token, options)
  }
  const known = proxyClassNamed(func.name)
  return known ? new known(token, options) : AutoProxy(token, options)
}

/** The methods of a proxy that came without its list. */
async function nameMethods(proxy: BaseProxy, token: Token, authkey: Uint8Array): Promise<void> {
  for (const name of await fetchExposed(token, authkey)) {
    if (name in proxy || name === 'then') continue
    Object.defineProperty(proxy, name, { value: (...args: unknown[]) => proxy.callMethod(name, args), configurable: true })
  }
}

/**
 * The key for a proxy that came out of a pickle: the one inside it, or that of the connection which brought it from the
 * same server, or the process's own. CPython knows only the first and the last.
 */
function keyFor(token: Token, inside: unknown, context: PickleContext | undefined): Uint8Array | undefined {
  if (inside instanceof Uint8Array) return inside
  if (context?.authkey && context.address !== undefined && sameAddress(context.address, token.address)) return context.authkey
  return undefined
}

function sameAddress(a: Address | null, b: Address | null): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

function reduceProxy(proxy: BaseProxy, context: unknown): Reduction {
  if (tracing()) emit({ name: 'proxy/pickled', ident: proxy.token.id, typeid: proxy.token.typeid, address: proxy.token.address as TraceAddress })
  const origin = origins.get(proxy)
  const spawning = (context as PickleContext | undefined)?.spawning === true
  const kwds: Record<string, unknown> = {}
  if (spawning) kwds['authkey'] = Uint8Array.from(authkeyOf(proxy))
  let func: unknown
  if (origin) {
    func = origin.func
    for (const [name, value] of origin.kwds) if (typeof name === 'string' && name !== 'authkey') kwds[name] = value
  } else {
    const { name } = proxy.constructor
    const automatic = travelsAsAutoProxy(proxy.constructor) || exposedOfAutoProxy(proxy) !== undefined
    // Without a list whoever gets it asks the server.
    const exposed = automatic ? (exposedOfAutoProxy(proxy) ?? exposedOf(proxy)) : undefined
    if (exposed) kwds['exposed'] = tuple(...exposed)
    func = new Global(automatic || CPYTHON_CLASSES.has(name) ? MODULE : '__main__', automatic ? 'AutoProxy' : name)
  }
  return { callable: new Global(MODULE, 'RebuildProxy'), args: [func, proxy.token, 'pickle', new Dict(Object.entries(kwds))] }
}

function travelsAsAutoProxy(type: object): boolean {
  return (type as ProxyClass & { readonly automatic?: boolean }).automatic === true
}

function addressInPickle(address: Address | null): unknown {
  return typeof address === 'string' || address === null ? address : tuple(...address)
}

function addressFromPickle(address: unknown): Address | null {
  if (typeof address === 'string') return address
  return Array.isArray(address) ? [String(address[0]), Number(address[1])] : null
}

registerReduction(Token, (token) => ({
  callable: new Global(TOKEN_MODULE, TOKEN_NAME),
  made: 'newobj',
  args: [],
  state: tuple(token.typeid, addressInPickle(token.address), token.id),
}))
registerGlobal(TOKEN_MODULE, TOKEN_NAME, {
  newobj: () => new Token('', null, ''),
  call: (args) => new Token(String(args[0]), addressFromPickle(args[1]), String(args[2])),
  build: (token: Token, state) => {
    if (!Array.isArray(state) || state.length !== 3) throw new PythonTypeError(`a Token's state is (typeid, address, id), got ${repr(state)}`)
    const [typeid, address, id] = state as unknown[]
    Object.assign(token, { typeid: String(typeid), address: addressFromPickle(address), id: String(id) })
  },
})
registerReduction(BaseProxy, reduceProxy)
registerGlobal(MODULE, 'RebuildProxy', {
  call: ([func, token, serializer, kwds], context) => RebuildProxy(func, token, serializer, kwds, context as PickleContext | undefined),
})
