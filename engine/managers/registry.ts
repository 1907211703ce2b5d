/**
 * The registry of a manager class: which typeids it knows, and for each what `register()` said.
 *
 * Follows CPython's `BaseManager.register`: a subclass copies its parent's registry on the first write and never
 * changes the parent's. Whatever is on file for a class is found again by the class's name in a child process, which
 * runs the same module once more (see `child-server.ts`).
 */
import type { BaseProxy, ProxyOptions } from './base-proxy.ts'
import type { Token } from '../protocol/token.ts'
import { AssertionError, TypeError as PythonTypeError } from '../values/exceptions.ts'

/** A class of proxies: `BaseProxy` itself or one of its subclasses. */
export interface ProxyClass {
  new (token: Token, options?: ProxyOptions): BaseProxy
  readonly name: string
  /** Names that its proxies may call where `register()` says none (CPython: `_exposed_`). */
  readonly exposed?: readonly string[] | undefined
  /** Methods whose results come back as proxies where `register()` says none (CPython: `_method_to_typeid_`). */
  readonly methodToTypeid?: Readonly<Record<string, string>> | undefined
}

/** Makes the object in the server: a class, or a function. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Callable = ((...args: any[]) => unknown) | (new (...args: any[]) => object)

/** What `register()` may say beside the typeid. Every part may be left out. */
export interface RegisterOptions {
  /** Makes the object, in the server. Left out: the manager only connects, or `create` gets the object itself. */
  readonly callable?: Callable | undefined
  /** What the caller gets. Left out: `AutoProxy`. */
  readonly proxytype?: ProxyClass | undefined
  /** The only methods that may be called. Left out: the proxy type's own list, or else all public methods. */
  readonly exposed?: readonly string[] | undefined
  /** Method → typeid: the result stays in the server and comes back as a proxy of that typeid (`#PROXY`). */
  readonly methodToTypeid?: Readonly<Record<string, string>> | undefined
  /** Whether the manager gets a method named after the typeid. Default `true`. */
  readonly createMethod?: boolean | undefined
}

/** One row of a registry. */
export interface RegistryEntry {
  readonly typeid: string
  readonly callable: Callable | undefined
  /** `undefined` stands for `AutoProxy`. */
  readonly proxytype: ProxyClass | undefined
  readonly exposed: readonly string[] | undefined
  readonly methodToTypeid: Readonly<Record<string, string>> | undefined
  readonly createMethod: boolean
}

/** Rows by typeid. */
export type Registry = ReadonlyMap<string, RegistryEntry>

const registries = new WeakMap<object, Map<string, RegistryEntry>>()
const classesByName = new Map<string, object>()
const proxyClassesByName = new Map<string, ProxyClass>()
/** Proxy classes that travel as `AutoProxy`, by typeid; `undefined` where one typeid has several kinds of proxy. */
const automaticClasses = new Map<string, ProxyClass | undefined>()

/** The registry in force for a manager class: its own, or the nearest parent's. */
export function registryOf(managerClass: object): Registry {
  for (let at: object | null = managerClass; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    const own = registries.get(at)
    if (own) return own
  }
  return new Map()
}

/** The class on which `register()` was called that has this name; of several, the last. */
export function managerClassNamed(name: string): object | undefined {
  return classesByName.get(name)
}

/** Makes a class that registers nothing known by its name, to the server processes of its managers. */
export function nameManagerClass(managerClass: { readonly name: string }): void {
  classesByName.set(managerClass.name, managerClass)
}

/** The class of proxies of that name which a `register()` call has named; of several, the last. */
export function proxyClassNamed(name: string): ProxyClass | undefined {
  return proxyClassesByName.get(name)
}

/** The class for an `AutoProxy` of a typeid that came without a manager, where this program knows only one. */
export function automaticClassOf(typeid: string): ProxyClass | undefined {
  return automaticClasses.get(typeid)
}

/**
 * Checks one `register()` call and puts it on file.
 * @throws TypeError, AssertionError in CPython's words when a part is not what it must be
 */
export function addToRegistry(managerClass: { readonly name: string }, typeid: string, options: RegisterOptions): RegistryEntry {
  if (typeof typeid !== 'string' || typeid === '') {
    throw new PythonTypeError(`register() needs a typeid: a string that is not empty, got ${String(typeid)}`)
  }
  const { callable, proxytype, exposed, methodToTypeid, createMethod = true } = options
  if (callable !== undefined && typeof callable !== 'function') {
    throw new PythonTypeError(
      `register('${typeid}'): callable makes the object, so it is a class or a function, got ${describe(callable)}`,
    )
  }
  if (proxytype !== undefined && typeof proxytype !== 'function') {
    throw new PythonTypeError(`register('${typeid}'): proxytype is a class of proxies, got ${describe(proxytype)}`)
  }
  if (exposed !== undefined && (!Array.isArray(exposed) || exposed.some((name) => typeof name !== 'string'))) {
    throw new PythonTypeError(`register('${typeid}'): exposed is a list of method names, got ${describe(exposed)}`)
  }
  const mapping = methodToTypeid ?? proxytype?.methodToTypeid
  for (const [method, target] of Object.entries(mapping ?? {})) {
    if (typeof target !== 'string') throw new AssertionError(`${String(target)} is not a string (methodToTypeid of '${method}')`)
  }
  const entry: RegistryEntry = {
    typeid,
    callable,
    proxytype,
    exposed: exposed ?? proxytype?.exposed,
    methodToTypeid: mapping,
    createMethod,
  }
  let own = registries.get(managerClass)
  if (!own) {
    own = new Map(registryOf(managerClass))
    registries.set(managerClass, own)
  }
  own.set(typeid, entry)
  classesByName.set(managerClass.name, managerClass)
  if (proxytype) proxyClassesByName.set(proxytype.name, proxytype)
  const automatic = proxytype !== undefined && 'automatic' in proxytype && proxytype.automatic === true ? proxytype : undefined
  const alone = !automaticClasses.has(typeid) || automaticClasses.get(typeid) === automatic
  automaticClasses.set(typeid, alone ? automatic : undefined)
  return entry
}

function describe(value: unknown): string {
  if (value === null) return 'null'
  return typeof value === 'object' ? 'an object' : `${typeof value} ${String(value)}`
}
