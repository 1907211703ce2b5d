/** Reads and writes of shared memory, and of the same in a server by a proxy. */
import { bytes, isMainProcess } from 'multiprocessing'
import { LocalManager, SyncManager } from 'multiprocessing/managers'
import { answerAll, repeat, repeatAtOnce } from './dialogue.ts'

const MEBIBYTE = 1 << 20
const content = new Uint8Array(MEBIBYTE)

async function main(): Promise<void> {
  const local = new LocalManager()
  const server = new SyncManager({ authkey: bytes('near') })
  await server.start()
  const value = local.SharedValue<number>('i', 1)
  const array = local.SharedArray('i', content)
  const valueProxy = await server.SharedValue<number>('i', 1)
  const arrayProxy = await server.SharedArray('i', content)
  const here: Readonly<Record<string, () => unknown>> = {
    readValue: () => value.value,
    writeValue: () => (value.value = 7),
    readArray: () => array.toBytes(),
    writeArray: () => array.setSlice(null, null, content),
  }
  const byProxy: Readonly<Record<string, () => Promise<unknown>>> = {
    readValue: () => valueProxy.get(),
    writeValue: () => valueProxy.set(7),
    readArray: () => arrayProxy.toBytes(),
    writeArray: () => arrayProxy.setSlice(null, null, content),
  }
  answerAll({}, async (request) => {
    const act = String(request['act'])
    const seconds = Number(request['seconds'])
    if (request['how'] === 'proxy') return { ...(await repeat(seconds, 4, byProxy[act]!)) }
    return { ...repeatAtOnce(seconds, act.endsWith('Array') ? 16 : 1000, here[act]!) }
  })
}

// The server process runs this file, too.
if (isMainProcess()) await main()
