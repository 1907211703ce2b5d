/**
 * Messages to a host, as a page might send them that is not ours: any JSON. Handlers do nothing but take note. Each request
 * is answered once; a handler is reached only by a call of the contract, with arguments that its schema lets through.
 */
import * as v from 'valibot'
import { calls } from '../../../app/contract/host.ts'
import type { CallName, Host } from '../../../app/contract/host.ts'
import type { Port, PortMessage } from '../../../app/contract/port.ts'
import { connectHost, HostError, serveHost } from '../../../app/contract/rpc.ts'
import { mutateJson, readJson, writeJson } from '../mutate-json.ts'
import { promise } from '../target.ts'
import type { Target } from '../target.ts'

const names = Object.keys(calls) as CallName[]
const none = new Set<unknown>()

/** A port of which we are the other end. */
class HeldPort implements Port {
  readonly posted: PortMessage[] = []
  receive: ((message: PortMessage) => void) | undefined
  isClosed = false
  #closed: (() => void) | undefined

  post(message: PortMessage): void {
    this.posted.push(JSON.parse(JSON.stringify(message)))
  }
  onMessage(receive: (message: PortMessage) => void): void {
    this.receive = receive
  }
  onClose(closed: () => void): void {
    this.#closed = closed
  }
  close(): void {
    if (this.isClosed) return
    this.isClosed = true
    this.#closed?.()
  }
}

function noting(asked: { name: CallName; params: unknown }[]): Host {
  const host: Record<string, unknown> = { onEvent: () => () => {} }
  for (const name of names) {
    host[name] = async (params: unknown) => {
      asked.push({ name, params })
      if (asked.length % 5 === 0) throw new Error('it could not be done')
      return {}
    }
  }
  return host as unknown as Host
}

const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 12; turn++) await Promise.resolve()
}

/** What a page could send for each call: a value of each type that its schema wants, as far as that can be told. */
function example(schema: v.GenericSchema): unknown {
  const shape = schema as unknown as { type: string; entries?: Record<string, v.GenericSchema>; item?: v.GenericSchema; wrapped?: v.GenericSchema; options?: unknown[]; literal?: unknown; pipe?: v.GenericSchema[] }
  switch (shape.type) {
    case 'object':
      return Object.fromEntries(Object.entries(shape.entries ?? {}).map(([name, entry]) => [name, example(entry)]))
    case 'array':
      return shape.item ? [example(shape.item)] : []
    case 'optional':
    case 'nullable':
      return shape.wrapped ? example(shape.wrapped) : null
    case 'picklist':
      return shape.options?.[0]
    case 'variant':
      return example(shape.options?.[0] as v.GenericSchema)
    case 'literal':
      return shape.literal
    case 'number':
      return 1
    case 'boolean':
      return true
    case 'record':
      return { a: 'b' }
    default:
      return 'server.ts'
  }
}

const message = (method: unknown, params: unknown, id: unknown = 1): Uint8Array => writeJson([{ jsonrpc: '2.0', id, method, params }])

export const target: Target = {
  seeds: () => [
    ...names.map((name) => message(name, example(calls[name].params))),
    ...['constructor', '__proto__', 'toString', 'onEvent', '', '$/cancelRequest', '$/setTrace', 'hello\u0000'].map((name) => message(name, {})),
    message('hello', []), message('hello', null), message('hello', 'x'), message('hello', {}, null), message('hello', {}, { a: 1 }), message(7, {}),
    writeJson([{ jsonrpc: '2.0', id: 1, result: {} }, { jsonrpc: '2.0', id: 1, error: { code: 1, message: 'x' } }, { jsonrpc: '2.0', method: 'hello' }, { jsonrpc: '1.0', id: 2, method: 'hello' }]),
    writeJson([null, 1, 'x', [], {}, [{ jsonrpc: '2.0', id: 1, method: 'hello', params: {} }]]), writeJson([{ jsonrpc: '2.0', id: 1, error: null }, { jsonrpc: '2.0', id: null, error: { code: 'x' } }, { jsonrpc: '2.0', method: '$/progress', params: { token: 1, value: 2 } }]),
    writeJson([{ jsonrpc: '2.0', method: '$/cancelRequest', params: { id: 1 } }, { jsonrpc: '2.0', id: 1, method: 'hello', params: {} }, { jsonrpc: '2.0', id: 1, method: 'hello', params: {} }]),
  ],
  async run(input) {
    const read = readJson(input)
    const messages: unknown[] = Array.isArray(read?.value) ? read.value.slice(0, 20) : [read?.value ?? new TextDecoder().decode(input)]
    // To the host.
    const port = new HeldPort()
    const asked: { name: CallName; params: unknown }[] = []
    const stop = serveHost(port, noting(asked))
    for (const one of messages) port.receive!(one)
    await settled()
    for (const { name, params } of asked) promise(v.is(calls[name].params, params), `${name} was called with arguments that its schema does not let through`)
    const requests = messages.filter(isRequest)
    // The library takes two of the same id for one, where the first has not been answered.
    const ids = new Set(requests.map(({ id }) => `req-${id}`))
    const answers = port.posted.filter((one) => typeof one === 'object' && one !== null && !('method' in one))
    promise(answers.length >= ids.size && answers.length <= requests.length, `${requests.length} requests got ${answers.length} answers`)
    stop()
    promise(port.isClosed, 'a host that stops closes its port')
    // To the page: the same as answers and events.
    const page = new HeldPort()
    const host = connectHost(page)
    host.onEvent('runChanged', () => {})
    const waiting = host.hello({}).then(
      () => none,
      (error: unknown) => error,
    )
    for (const one of messages) page.receive!(one)
    await settled()
    page.close()
    const outcome = await waiting
    promise(outcome === none || outcome instanceof HostError, `a call failed with ${String(outcome)}`)
  },
  expected: () => false,
  mutate: (input, random, other) => mutateJson(input, random, other) ?? input,
  dictionary: ['"jsonrpc":"2.0"', '"method":', '"params":', '"id":', '"result":', '"error":', '$/cancelRequest', '__proto__'],
  limit: 4096,
}

/** What the library takes for a request, of what the port lets through to it. */
function isRequest(one: unknown): one is { readonly id: string | number } {
  if (typeof one !== 'object' || one === null) return false
  const { jsonrpc, id, method, params } = one as { jsonrpc?: unknown; id?: unknown; method?: unknown; params?: unknown }
  if (jsonrpc !== '2.0' || typeof method !== 'string' || method.startsWith('$/') || Array.isArray(params)) return false
  return typeof id === 'string' || typeof id === 'number'
}
