/**
 * A client that does as it is told, one line of JSON at a time, and answers each with one: the TypeScript half of
 * `python/holder.py`. Arguments: address, authkey in hexadecimal.
 */
import { createInterface } from 'node:readline'
import { currentProcess } from '../../index.ts'
import { ListProxy, QueueProxy, SyncManager, Token, type BaseProxy } from '../../managers/index.ts'

const [, , address, key] = process.argv
currentProcess().authkey = Buffer.from(key!, 'hex')
const manager = await new SyncManager({ address: address!, authkey: currentProcess().authkey }).connect()
const held = new Map<string, BaseProxy>()

const lists = (name: string): ListProxy => held.get(name) as ListProxy
const queues = (name: string): QueueProxy => held.get(name) as QueueProxy

function keep(name: string, proxy: BaseProxy): string {
  held.set(name, proxy)
  return proxy.token.id
}

type Parts = readonly string[]
const acts: Record<string, (parts: Parts) => Promise<unknown>> = {
  list: async ([as, tag]) => keep(as!, await manager.list([tag])),
  queue: async ([as]) => keep(as!, await manager.Queue()),
  // A token that was told by other ways than a pickle.
  adopt: async ([as, ident, typeid]) => {
    const token = new Token(typeid!, address!, ident!)
    return keep(as!, await (typeid === 'list' ? new ListProxy(token, { manager }) : new QueueProxy(token, { manager })).incref())
  },
  tag: async ([name]) => (await lists(name!).get(0)) as string,
  store: ([name, into]) => lists(into!).append(held.get(name!)),
  fetch: async ([as, from, at]) => keep(as!, (await lists(from!).get(Number(at))) as BaseProxy),
  remove: ([from, at]) => lists(from!).delete(Number(at)),
  put: ([name, into]) => queues(into!).put(held.get(name!)),
  get: async ([as, from]) => keep(as!, (await queues(from!).get()) as BaseProxy),
  async drop([name]) {
    await held.get(name!)!.dispose()
    held.delete(name!)
  },
}

console.log(JSON.stringify('ready'))
for await (const line of createInterface({ input: process.stdin })) {
  const [act, ...parts] = JSON.parse(line) as [string, ...string[]]
  const result = await acts[act]!(parts).catch((error: Error) => ({ error: `${error.name}: ${error.message}` }))
  console.log(JSON.stringify(result ?? null))
}
