/** Makes and shares memory in the ways that a trace tells of; the first argument is the name of the segment. */
import { Process, isMainProcess, startTracing } from '../../process/index.ts'
import { ShareableList } from '../../shared-memory/shareable-list.ts'
import { SharedMemory } from '../../shared-memory/shared-memory.ts'

startTracing()

export function change(items: ShareableList): void {
  items[0] = 7
  items[1] = 'mint'
  items[1] = new TextEncoder().encode('sage')
  items.shm.close()
}

if (isMainProcess()) {
  const memory = new SharedMemory(process.argv[2]!, { create: true, size: 10 })
  memory.buf[0] = 5
  const items = new ShareableList<unknown>([1, 'basil'])
  for (let number = 0; number < 5000; number++) items[0] = number
  const child = new Process({ target: change, args: [items] })
  await child.start()
  await child.join()
  console.log(String(items))
  items.shm.close()
  items.shm.unlink()
  if (process.argv[3] !== 'leave') {
    memory.close()
    memory.unlink()
  }
}
