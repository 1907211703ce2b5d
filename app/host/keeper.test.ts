import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { beforeAll, expect, test } from 'vitest'
import type { Parts } from './paths.ts'
import { temporaryFolder } from './test/folders.ts'
import { bundle, testParts } from './test/parts.ts'

let parts: Parts
let host: string
beforeAll(async () => {
  parts = await testParts()
  host = path.join(temporaryFolder(), 'host.js')
  await bundle(path.join(import.meta.dirname, 'test', 'host-main.ts'), host)
})

/** Prints its pid and its run's folder, has a child in its group and one that left it, and loops without end. */
const PROGRAM = `
import { spawn } from 'node:child_process'
const deaf = "process.on('SIGTERM', () => {}); process.on('SIGHUP', () => {}); console.log('pid ' + process.pid); for (;;) {}"
for (const detached of [false, true]) spawn(process.execPath, ['-e', deaf], { detached, stdio: ['ignore', 'inherit', 'inherit'] })
console.log('pid ' + process.pid)
console.log('in ' + process.cwd())
setTimeout(() => { console.log('looping'); for (;;) {} }, 20)
`

/** Whether it runs. One that has ended and is not waited for yet does not. */
function isAlive(pid: number): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

async function until(condition: () => boolean, milliseconds: number): Promise<boolean> {
  const end = performance.now() + milliseconds
  while (!condition()) {
    if (performance.now() > end) return false
    await delay(20)
  }
  return true
}

/** Starts a host with the program, waits until all three processes loop. */
async function startHost() {
  const file = path.join(temporaryFolder(), 'client.ts')
  writeFileSync(file, PROGRAM)
  const child = spawn(process.execPath, [host, JSON.stringify(parts), file], { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, NODE_PATH: '' } })
  let text = ''
  for await (const chunk of child.stdout) {
    text += String(chunk)
    if (text.split('pid ').length === 4 && text.includes('looping')) break
  }
  const pids = [...text.matchAll(/pid (\d+)/g)].map(([, pid]) => Number(pid))
  const folder = path.dirname(path.dirname(/in (.*)/.exec(text)![1]!))
  expect(pids.every(isAlive)).toBe(true)
  expect(existsSync(folder)).toBe(true)
  return { child, pids, folder }
}

test.skipIf(process.platform !== 'linux').each(['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
  'when the host gets %s nothing is left after two seconds: no program in a loop, no child that left its group, no file',
  async (signal) => {
    const { child, pids, folder } = await startHost()
    const ended = once(child, 'exit')
    child.kill(signal)
    await ended
    expect(await until(() => !pids.some(isAlive), 2000)).toBe(true)
    expect(await until(() => !existsSync(folder), 2000)).toBe(true)
  },
)

test('the keeper refuses a folder that is not one of ours, and one that it was not given', async () => {
  for (const args of [[], ['mark/'], ['mark/', '/home/ada']]) {
    const keeper = spawn(process.execPath, [parts.keeper, ...args], { stdio: ['ignore', 'ignore', 'pipe'] })
    const errors: Buffer[] = []
    keeper.stderr.on('data', (chunk: Buffer) => errors.push(chunk))
    const [code] = (await once(keeper, 'close')) as [number]
    expect(code).toBe(1)
    expect(Buffer.concat(errors).toString()).toContain(`expected a mark and a folder managerie-…, got ${JSON.stringify(args)}`)
  }
})
