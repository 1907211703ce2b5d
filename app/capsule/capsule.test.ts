/** Capsules there and back, and everything that a stranger may put into one. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { strToU8, unzipSync, zipSync } from 'fflate'
import type { Zippable } from 'fflate'
import { expect, test } from 'vitest'
import { TraceReader } from 'multiprocessing/inspect'
import { parseTraceEvent } from 'multiprocessing/protocol'
import type { TraceEvent } from 'multiprocessing/protocol'
import { CapsuleError } from './manifest.ts'
import { packCapsule, packTrace } from './pack.ts'
import type { CapsuleContent } from './pack.ts'
import { readRecording } from './unpack.ts'
import { readZip } from './zip-reader.ts'

const TRACE = readFileSync(path.join(import.meta.dirname, '../renderer/test/tank.ndjson'))
const events = TRACE.toString('utf8').trim().split('\n').map(parseTraceEvent)
const KEY = 'rain in may'
const CODE = new Map([
  ['server.py', `from multiprocessing.managers import BaseManager\nBaseManager(('', 0), authkey=b'${KEY}').get_server().serve_forever()\n`],
  ['visitor.py', `print('the key is ${KEY}')\n`],
])
const content: CapsuleContent = {
  manifest: {
    app: '0.1.0',
    made: '2026-05-01T10:00:00.000Z',
    title: 'Rain',
    lesson: null,
    language: 'python',
    programs: [
      { name: 'server', role: 'server', file: 'server.py' },
      { name: 'visitor', role: 'client', file: 'visitor.py' },
    ],
    run: null,
  },
  code: CODE,
  events,
  printed: [{ program: 'visitor', stream: 'stdout', text: `the key is ${KEY}\n` }],
  notes: `# Notes\n\n<img src=x onerror=alert(1)> and ${KEY}`,
  view: { view: 'frames', head: 12 },
  schedule: { steps: [{ process: 'visitor', method: 'level' }] },
}

const fresh = (): Record<string, Uint8Array> => unzipSync(packCapsule(content).bytes)
const withEntries = (entries: Zippable): Uint8Array => zipSync(entries)
const opening = (bytes: Uint8Array, name = 'x.managerie') => readRecording(name, bytes)

test('a capsule comes back as it was saved, authkeys aside', async () => {
  const { bytes, keys, places } = packCapsule(content)
  expect(keys).toBe(1)
  expect(places).toEqual(['code/server.py', 'code/visitor.py', 'output.ndjson', 'notes.md'])
  const back = await opening(bytes)
  expect(back.manifest).toMatchObject({ ...content.manifest, redacted: { keys: 1, places, placeholder: 'authkey-1-removed' } })
  expect([...back.code.keys()]).toEqual([...CODE.keys()])
  expect(back.events).toEqual(events)
  expect(back.view).toEqual(content.view)
  expect(back.schedule).toEqual(content.schedule)
  expect(back.printed).toEqual([{ program: 'visitor', stream: 'stdout', text: 'the key is authkey-1-removed\n' }])
})

test('the recorded run is the live one: the same frames, objects and times', async () => {
  const live = new TraceReader()
  live.read(events)
  const recorded = new TraceReader()
  recorded.read((await opening(packCapsule(content).bytes)).events as TraceEvent[])
  const plain = (reader: TraceReader) => reader.run.frames.map(({ number, kind, from, to, time, args, result }) => ({ number, kind, from, to, time, args, result }))
  expect(plain(recorded)).toEqual(plain(live))
  expect([...recorded.run.objects.keys()]).toEqual([...live.run.objects.keys()])
})

test('a search for the key in a capsule and in an exported trace finds nothing', () => {
  const entries = Object.values(unzipSync(packCapsule(content).bytes)).map((bytes) => Buffer.from(bytes).toString('latin1'))
  const trace = Buffer.from(packTrace(CODE, events).bytes).toString('latin1')
  for (const text of [...entries, trace]) {
    expect(text).not.toContain(KEY)
    for (const [, payload] of text.matchAll(/"payload":"([^"]+)"/g)) expect(Buffer.from(payload!, 'base64').toString('latin1')).not.toContain(KEY)
  }
})

test('a trace alone opens too, one process behind the other or mixed', async () => {
  const back = await readRecording('run.ndjson', TRACE)
  expect(back.manifest).toBeNull()
  expect(back.events).toHaveLength(events.length)
  const byProcess = events.toSorted((a, b) => a.process.localeCompare(b.process) || a.seq - b.seq)
  const mixed = await readRecording('run.ndjson', Buffer.from(byProcess.map((event) => JSON.stringify(event)).join('\n')))
  expect(mixed.events.map((event) => event.time)).toEqual(back.events.map((event) => event.time))
})

test('lines of a trace that are none are counted, and a trace without one line says why', async () => {
  const half = Buffer.concat([TRACE, Buffer.from('{"v":1,"proc')])
  expect(await readRecording('run.ndjson', half)).toMatchObject({ lost: 1 })
  await expect(readRecording('run.ndjson', Buffer.from('hello\nworld\n'))).rejects.toThrow(
    new CapsuleError('This is no trace that can be read: a trace line is a JSON object, got hello.'),
  )
  await expect(readRecording('run.ndjson', new Uint8Array())).rejects.toThrow(new CapsuleError('This trace is empty.'))
  const later = Buffer.from(`${JSON.stringify({ ...events[0], v: 2 })}\n`)
  const odd = Buffer.from(`${JSON.stringify({ ...events[0], v: { toString: null } })}\n`)
  await expect(readRecording('run.ndjson', odd)).rejects.toThrow('got version object: open it with the Managerie that wrote it')
  await expect(readRecording('run.ndjson', later)).rejects.toThrow('got version 2: open it with the Managerie that wrote it')
})

test('a payload of 64 MiB is not read', async () => {
  const line = `{"v":1,"process":"p","seq":0,"time":1,"name":"frame/sent","connection":"c","index":0,"size":1,"payload":"${'A'.repeat(64 * 1024 * 1024)}"}\n`
  const back = await readRecording('run.ndjson', Buffer.concat([Buffer.from(line), TRACE]))
  expect(back.lost).toBe(1)
  expect(back.events).toHaveLength(events.length)
  await expect(readRecording('run.ndjson', Buffer.from(line))).rejects.toThrow(new CapsuleError('This is no trace that can be read: a line has 65 MiB.'))
})

test.each([1, 30, 0.5, -1])('a capsule that was cut off after %s of it says so', async (where) => {
  const { bytes } = packCapsule(content)
  const length = where < 1 && where > 0 ? Math.floor(bytes.length * where) : where < 0 ? bytes.length + where : where
  await expect(opening(bytes.slice(0, length))).rejects.toThrow(CapsuleError)
})

test('a capsule in which a byte has changed is found out, wherever it lies', async () => {
  const { bytes } = packCapsule({ ...content, events: events.slice(0, 12) })
  const before = await opening(bytes)
  for (let at = 0; at < bytes.length; at += 7) {
    const changed = bytes.slice()
    changed[at]! ^= 0x20
    // Where nothing is read from (a time stamp, say), all is as it was.
    const read = await opening(changed).catch((error: unknown) => error)
    if (read instanceof Error) expect(read, `byte ${at}`).toBeInstanceOf(CapsuleError)
    else expect(JSON.stringify((read as typeof before).events), `byte ${at}`).toBe(JSON.stringify(before.events))
  }
})

test('a capsule of another version, and an archive that is none', async () => {
  const manifest = (change: object): Zippable => ({ ...fresh(), 'capsule.json': strToU8(JSON.stringify({ ...JSON.parse(Buffer.from(fresh()['capsule.json']!).toString()), ...change })) })
  await expect(opening(withEntries(manifest({ version: 2 })))).rejects.toThrow(
    new CapsuleError('This reads capsules of version 1, got version 2: open it with the Managerie that wrote it.'),
  )
  // One that is no text, and cannot be made one.
  await expect(opening(withEntries(manifest({ version: { toString: null } })))).rejects.toThrow('got version object: open it')
  await expect(opening(withEntries(manifest({ format: 'a holiday' })))).rejects.toThrow('does not say that it is one')
  await expect(opening(withEntries({ 'hello.txt': strToU8('hello') }))).rejects.toThrow(new CapsuleError('This archive is no capsule: there is no capsule.json in it.'))
  await expect(opening(withEntries(manifest({ language: 'cobol' })))).rejects.toThrow('capsule.json: language')
  await expect(opening(withEntries(manifest({ programs: [{ name: 'x', role: 'server', file: 'gone.py' }] })))).rejects.toThrow('runs gone.py, which is not in it')
  await expect(opening(strToU8('hello'))).rejects.toThrow('“x.managerie” is no capsule')
})

test.each(['../evil.py', '/etc/evil', 'code/../../evil.py', 'C:\\evil.py', 'code\\..\\evil.py'])('an entry %s leads out of the archive: nothing is opened', async (name) => {
  await expect(opening(withEntries({ ...fresh(), [name]: strToU8('evil') }))).rejects.toThrow('leads out of it')
})

test('a file of code with a name that no workspace has is refused', async () => {
  await expect(opening(withEntries({ ...fresh(), 'code/deep/evil.py': strToU8('evil') }))).rejects.toThrow('A file of a capsule has a plain name, got “deep/evil.py”')
})

test('a bomb is refused by its size, before and whatever it says', async () => {
  const huge = new Uint8Array(5 * 1024 * 1024)
  expect(() => readZip(withEntries({ 'trace.ndjson': huge }), { entries: 9, entry: 1024 * 1024, total: 1024 * 1024 })).toThrow('would unpack to 5 MiB; up to 1 MiB are read. Nothing was opened.')
  expect(() => readZip(withEntries({ a: huge, b: huge }), { entries: 9, entry: 6 * 1024 * 1024, total: 8 * 1024 * 1024 })).toThrow('Nothing was opened')
  expect(() => readZip(withEntries({ a: huge, b: huge }), { entries: 1, entry: 6 * 1024 * 1024, total: 9e9 })).toThrow('This archive has 2 entries; a capsule has at most 1.')
  // It says that it is small.
  const liar = withEntries({ 'trace.ndjson': huge })
  const view = new DataView(liar.buffer, liar.byteOffset)
  const at = liar.length - 22 - (46 + 'trace.ndjson'.length)
  expect(view.getUint32(at, true)).toBe(0x02014b50)
  view.setUint32(at + 24, 1000, true)
  expect(() => readZip(liar, { entries: 9, entry: 1024 * 1024, total: 1024 * 1024 })).toThrow('“trace.ndjson” is not what was saved')
  // It says that it is larger than so few bytes can make it: no room is made for that.
  view.setUint32(at + 24, 300 * 1024 * 1024, true)
  expect(() => readZip(liar, { entries: 9, entry: 400 * 1024 * 1024, total: 400 * 1024 * 1024 })).toThrow('“trace.ndjson” cannot be as long as it says')
})

test('a pickle that would make a file is shown and never loaded', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'managerie-capsule-'))
  const evil = path.join(folder, 'evil')
  // cos\nsystem\n(S'touch …'\ntR. in the place of a call's arguments
  const pickle = Buffer.from(`cos\nsystem\n(S'touch ${evil}'\ntR.`, 'latin1')
  const changed = events.map((event) => (event.name === 'frame/sent' || event.name === 'frame/received' ? { ...event, payload: pickle.toString('base64'), size: pickle.length } : event))
  const back = await opening(packCapsule({ ...content, events: changed }).bytes)
  const reader = new TraceReader()
  reader.read(back.events as TraceEvent[])
  expect(reader.run.frames.length).toBeGreaterThan(5)
  expect(existsSync(evil)).toBe(false)
  rmSync(folder, { recursive: true })
})
