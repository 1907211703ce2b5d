/** Making proxies: for a new object, for a `#PROXY` reply, and out of a pickle. */
import { ProtocolError } from '../errors.ts'
import { Token, type Address } from '../protocol/token.ts'
import type { TraceAddress, TraceSource } from '../protocol/trace.ts'
import { emit, tracing } from '../tracer.ts'
import { repr } from '../values/index.ts'
import { AutoProxy } from './auto-proxy.ts'
import type { BaseManager } from './base-manager.ts'
import { answerProxyReplies, type BaseProxy, type ProxyOptions } from './base-proxy.ts'
import { askServer } from './dispatch.ts'
import { registryOf, type ProxyClass } from './registry.ts'

/**
 * A proxy for an object that the server has counted once for us: the proxy counts itself, then that first count is
 * taken back (CPython does the same, so each new proxy costs an `incref` and a `decref`).
 */
export async function proxyForNewObject(
  proxytype: ProxyClass | undefined,
  token: Token,
  options: ProxyOptions & { readonly authkey: Uint8Array },
  at?: TraceSource,
): Promise<BaseProxy> {
  const proxy = proxytype ? new proxytype(token, options) : AutoProxy(token, options)
  await proxy.incref()
  if (tracing()) emit({ name: 'proxy/created', ident: token.id, typeid: token.typeid, address: token.address as TraceAddress })
  await askServer(token.address!, options.authkey, 'decref', [token.id], {}, at)
  return proxy
}

/**
 * The proxy that a `#PROXY` reply stands for. The typeid is looked up in the manager's registry; a proxy that came out
 * of a pickle has no manager, and then gets an `AutoProxy` (CPython fails there: cpython#99595).
 */
export async function proxyFromReply(
  value: unknown,
  address: Address,
  manager: BaseManager | undefined,
  authkey: Uint8Array,
  at: TraceSource | undefined,
): Promise<BaseProxy> {
  const [exposed, token] = Array.isArray(value) ? (value as unknown[]) : []
  if (!Array.isArray(exposed) || !(token instanceof Token)) {
    throw new ProtocolError(`the value of a #PROXY reply is (exposed, token), got ${repr(value)}`)
  }
  const proxytype = manager && registryOf(manager.constructor).get(token.typeid)?.proxytype
  const here = new Token(token.typeid, address, token.id)
  return proxyForNewObject(proxytype, here, { manager, authkey, exposed: exposed as string[] }, at)
}

answerProxyReplies(proxyFromReply)
