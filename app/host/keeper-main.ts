/**
 * The keeper, a program of its own: `node keeper.js MARK FOLDER`. Lines `+GROUP` and `-GROUP` on standard input say
 * which programs there are. When the input ends the host is gone: everything is killed, the folder is removed.
 */
import { rmSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { killTree } from './process-tree.ts'

const [mark, folder] = process.argv.slice(2)
if (!mark || !folder || !path.basename(folder).startsWith('managerie-')) {
  throw new Error(`expected a mark and a folder managerie-…, got ${JSON.stringify(process.argv.slice(2))}`)
}

// Ends by the end of its input and by nothing else: signals are for those that it keeps.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})

const groups = new Set<number>()
const lines = createInterface({ input: process.stdin })
lines.on('line', (line) => {
  const group = Number(line.slice(1))
  if (!Number.isSafeInteger(group) || group <= 1) return
  if (line.startsWith('+')) groups.add(group)
  else groups.delete(group)
})
lines.once('close', async () => {
  // On Linux a mark finds also a program that was started in the moment before the host went.
  const trees = process.platform === 'linux' ? [{ group: 0, mark }] : [...groups].map((group) => ({ group, mark }))
  await Promise.all(trees.map(killTree))
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
})
