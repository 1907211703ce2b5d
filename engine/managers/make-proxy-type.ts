/** `MakeProxyType`: a class of proxies from a list of names (CPython: `managers.MakeProxyType`). */
import { BaseProxy } from './base-proxy.ts'
import type { ProxyClass } from './registry.ts'

/** A class of proxies with a method for every name. */
export interface MadeProxyType<Name extends string> extends Pick<ProxyClass, keyof ProxyClass> {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  new (...args: ConstructorParameters<ProxyClass>): BaseProxy & { readonly [Method in Exclude<Name, keyof BaseProxy | 'then'>]: (...args: any[]) => Promise<any> }
}

const made = new Map<string, ProxyClass>()

/** Names that would break a promise or the proxy itself if they were methods of it: reached by `callMethod` only. */
const RESERVED = new Set(['then', 'constructor', ...Object.getOwnPropertyNames(BaseProxy.prototype)])

/**
 * A class with a method for every name, each one call of the method of that name. The same name and list give the same
 * class again. A name that a proxy needs for itself (`callMethod`, `then`, …) gets no method: use `callMethod`.
 * @param name the class's name
 * @param exposed names as the server spells them
 */
export function MakeProxyType<const Name extends string>(name: string, exposed: readonly Name[]): MadeProxyType<Name> {
  const key = JSON.stringify([name, ...exposed])
  let proxyType = made.get(key)
  if (!proxyType) {
    const names = [...exposed]
    const created = class extends BaseProxy {
      static override readonly exposed = names
    }
    Object.defineProperty(created, 'name', { value: name })
    for (const method of names) {
      if (RESERVED.has(method)) continue
      const call = function (this: BaseProxy, ...args: unknown[]): Promise<unknown> {
        return this.callMethod(method, args)
      }
      Object.defineProperty(call, 'name', { value: method })
      Object.defineProperty(created.prototype, method, { value: call, writable: true, configurable: true })
    }
    proxyType = created
    made.set(key, proxyType)
  }
  return proxyType as MadeProxyType<Name>
}
