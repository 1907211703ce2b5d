/** Starts a manager and makes a first call, or starts a child that does nothing but say so. A main module as small as can be. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { isMainProcess } from 'multiprocessing'
import { answerAll } from './dialogue.ts'
import { Yard, authkey } from './yard.ts'

const bareFile = fileURLToPath(new URL('./bare.js', import.meta.url))

async function manager(): Promise<number> {
  const began = performance.now()
  const yard = new Yard({ authkey })
  await yard.start()
  const counter = await yard.Counter()
  if ((await counter.add(1)) !== 1) throw new Error('the first call went wrong')
  const took = performance.now() - began
  await counter.dispose()
  await yard.shutdown()
  return took
}

async function bare(): Promise<number> {
  const began = performance.now()
  const child = spawn(process.execPath, [bareFile], { stdio: ['pipe', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  const took = performance.now() - began
  child.stdin.end()
  await once(child, 'exit')
  return took
}

// The server process runs this file, too.
if (isMainProcess()) {
  answerAll({}, async ({ how }) => ({ seconds: (await (how === 'bare' ? bare() : manager())) / 1000 }))
}
