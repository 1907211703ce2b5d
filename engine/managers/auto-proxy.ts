/** `AutoProxy`: a proxy whose methods are what the server exposes (CPython: `managers.AutoProxy`). */
import type { Token } from '../protocol/token.ts'
import { tuple } from '../values/index.ts'
import { BaseProxy, type ProxyOptions } from './base-proxy.ts'
import { askServer } from './dispatch.ts'
import { MakeProxyType } from './make-proxy-type.ts'

/** Proxies that `AutoProxy` made: they travel as `AutoProxy` with their list, not as a class. */
const automatic = new WeakMap<BaseProxy, readonly string[]>()

/** A proxy with the methods in `options.exposed`. */
export function AutoProxy(token: Token, options: ProxyOptions = {}): BaseProxy {
  const exposed = options.exposed ?? []
  const proxy = new (MakeProxyType(`AutoProxy[${token.typeid}]`, exposed))(token, options)
  automatic.set(proxy, exposed)
  return proxy
}

/** The list that an automatic proxy was made with; `undefined` for any other proxy. */
export function exposedOfAutoProxy(proxy: BaseProxy): readonly string[] | undefined {
  return automatic.get(proxy)
}

/** Asks the server what may be called on an object: one `get_methods`. */
export async function fetchExposed(token: Token, authkey: Uint8Array): Promise<readonly string[]> {
  const names = await askServer(token.address!, authkey, 'get_methods', [token])
  return Array.isArray(names) ? (tuple(...names) as readonly string[]) : []
}
