/**
 * Writes memory.ndjson: what the two programs in memory/ report of their shared memory.
 *
 * `node app/renderer/traffic/test/traces/record-memory.mjs` after a build (it runs them on dist/engine).
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'

const HERE = import.meta.dirname
const ENGINE = join(HERE, '../../../../../dist/engine')
const folder = mkdtempSync(join(tmpdir(), 'managerie-memory-'))
const trace = join(folder, 'trace')
mkdirSync(trace)
mkdirSync(join(folder, 'node_modules'))
symlinkSync(ENGINE, join(folder, 'node_modules/multiprocessing'))
writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
for (const name of ['owner.mjs', 'reader.mjs']) copyFileSync(join(HERE, 'memory', name), join(folder, name))

/** Starts a program and gives its first line. */
async function start(name, ...args) {
  const child = spawn(process.execPath, [join(folder, `${name}.mjs`), ...args], {
    cwd: folder,
    env: { ...process.env, MULTIPROCESSING_TRACE: trace, MULTIPROCESSING_TRACE_NAME: name },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = await once(createInterface(child.stdout), 'line')
  return { child, line }
}

const owner = await start('owner')
const names = JSON.parse(owner.line)
const reader = await start('reader', ...names)
await delay(1600)
const events = readdirSync(trace).flatMap((file) => readFileSync(join(trace, file), 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line)))
reader.child.kill('SIGTERM')
await once(reader.child, 'exit')
owner.child.kill('SIGTERM')
await once(owner.child, 'exit')

// Pids, folders, names and times of the machine are replaced.
events.sort((a, b) => a.time - b.time)
const first = events[0].time
const pids = new Map()
let text = ''
for (const event of events) {
  event.time -= first
  if ('wall' in event) event.wall = 1767225600000000
  const own = Number.parseInt(event.process, 10)
  if (!pids.has(own)) pids.set(own, 5210 + 4 * pids.size)
  event.process = event.process.replace(/^\d+/, pids.get(own))
  for (const key of ['pid', 'ppid']) if (key in event) event[key] = pids.get(event[key]) ?? 100
  text += `${JSON.stringify(event)}\n`
}
names.forEach((name, index) => (text = text.replaceAll(name.replace(/^\//, ''), `psm_garden${index + 1}`)))
writeFileSync(join(HERE, 'memory.ndjson'), text.replaceAll(`file://${folder}`, 'file:///garden').replaceAll(folder, '/garden'))
rmSync(folder, { recursive: true, force: true })
