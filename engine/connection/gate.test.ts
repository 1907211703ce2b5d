/** The gate from the side that asks: order, verdicts, and what a program does not notice. */
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { Server, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { parseGateQuestion } from '../protocol/gate.ts'
import type { GateQuestion } from '../protocol/gate.ts'
import type { TraceEvent } from '../protocol/trace.ts'
import { traceTo } from '../tracer.ts'
import { leaveGate, openGate, theGate } from './gate.ts'
import { Pipe } from './pipe.ts'

let folder: string
let server: Server
let sockets: Socket[]
let asked: GateQuestion[]
let events: TraceEvent[]
/** What is answered to a question, at once; `undefined`: nothing yet. */
let answer: (question: GateQuestion) => string | undefined

beforeEach(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'gate-')))
  asked = []
  events = []
  sockets = []
  answer = () => 'go'
  server = createServer((socket) => {
    sockets.push(socket)
    let rest = ''
    socket.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n')
      rest = lines.pop()!
      for (const line of lines) {
        const question = parseGateQuestion(line)!
        asked.push(question)
        const word = answer(question)
        if (word !== undefined) say(question, word)
      }
    })
  })
  const address = join(folder, 'socket')
  await new Promise<void>((resolve) => server.listen(address, resolve))
  writeFileSync(join(folder, 'address'), address)
  setMode('1')
  traceTo((event) => void events.push(event), 'p-1')
})

afterEach(() => {
  leaveGate()
  traceTo(undefined)
  for (const socket of sockets) socket.destroy()
  server.close()
  rmSync(folder, { recursive: true, force: true })
})

function setMode(byte: string): void {
  writeFileSync(join(folder, 'mode'), byte)
}

function say({ ask }: GateQuestion, word: string): void {
  sockets.at(-1)!.write(`${ask} ${word}\n`)
}

function open(): void {
  openGate(folder, { process: 'p-1', label: 'client' })
}

const told = (connection?: string) => events.filter((event) => connection === undefined || ('connection' in event && event.connection === connection)).filter(({ name }) => name === 'frame/held' || name === 'frame/decided' || name === 'frame/sent').map((event) => {
  if (event.name === 'frame/decided') return `decided ${event.index} ${event.verdict}`
  return 'index' in event ? `${event.name.slice(6)} ${event.index}` : ''
})

/** Waits for something that another end of a socket brings about. */
async function until(condition: () => boolean): Promise<void> {
  await expect.poll(condition, { interval: 2, timeout: 10_000 }).toBe(true)
}

test('without a gate there is none to ask', async () => {
  expect(theGate()).toBeUndefined()
  openGate(join(folder, 'nowhere'), { process: 'p-1', label: 'client' })
  expect(theGate()).toBeUndefined()
})

test('an open gate is not asked, and neither are handshakes and replies where only requests are', async () => {
  setMode('0')
  open()
  const [one, other] = await Pipe()
  await one.send('free')
  expect(await other.recv()).toBe('free')
  setMode('2')
  await one.send('of a pipe')
  expect(await other.recv()).toBe('of a pipe')
  expect(asked).toEqual([])
  const gate = theGate()!
  const pickle = Uint8Array.of(0x80, 4)
  expect([gate.asksFor('client', pickle), gate.asksFor('listener', pickle), gate.asksFor('client', Buffer.from('#WELCOME#'))]).toEqual([true, false, false])
  one.close()
  other.close()
})

test('a frame that goes at once is asked for and leaves no other mark', async () => {
  open()
  const [one, other] = await Pipe()
  await one.send({ n: 1 })
  await other.recv()
  expect(asked).toMatchObject([{ ask: 0, hold: 0, process: 'p-1', label: 'client', end: 'pipe', index: 0 }])
  expect(told()).toEqual(['sent 0'])
  one.close()
  other.close()
})

test('frames of one connection keep their order, others go on, and the event loop is free', async () => {
  answer = (question) => (question.index === 0 && question.connection === first.id ? 'wait' : 'go')
  open()
  const [first, firstEnd] = await Pipe()
  const [second, secondEnd] = await Pipe()
  const sent = [first.send('a'), first.send('b'), first.send('c')]
  await second.send('x')
  expect(await secondEnd.recv()).toBe('x')
  await until(() => told().includes('held 0'))
  expect(asked.filter(({ connection }) => connection === first.id)).toHaveLength(1)
  expect(await firstEnd.poll(0)).toBe(false)
  say(asked[0]!, 'go')
  expect([await firstEnd.recv(), await firstEnd.recv(), await firstEnd.recv()]).toEqual(['a', 'b', 'c'])
  await Promise.all(sent)
  expect(told(first.id)).toEqual(['held 0', 'decided 0 go', 'sent 0', 'sent 1', 'sent 2'])
  for (const connection of [first, firstEnd, second, secondEnd]) connection.close()
})

test('a dropped frame leaves its place to the next, and the program does not know', async () => {
  answer = (question) => (question.hold === 0 ? 'drop' : 'go')
  open()
  const [one, other] = await Pipe()
  await one.send('lost')
  await one.send('found')
  expect(await other.recv()).toBe('found')
  expect(told()).toEqual(['held 0', 'decided 0 drop', 'sent 0'])
  one.close()
  other.close()
})

test('a corrupted frame is sent with its last byte inverted, and the trace has what was sent', async () => {
  answer = () => 'corrupt'
  open()
  const [one, other] = await Pipe()
  await one.sendBytes(Uint8Array.of(1, 2, 3))
  expect([...(await other.recvBytes())]).toEqual([1, 2, 252])
  const sent = events.find((event) => event.name === 'frame/sent')!
  expect(sent).toMatchObject({ payload: Buffer.from([1, 2, 252]).toString('base64') })
  one.close()
  other.close()
})

test('a cut connection is cut for both ends', async () => {
  answer = () => 'cut'
  open()
  const [one, other] = await Pipe()
  await expect(one.send('x')).rejects.toMatchObject({ name: 'BrokenPipeError' })
  await expect(other.recv()).rejects.toMatchObject({ name: 'EOFError' })
})

test('what waits when its connection is closed is still sent first', async () => {
  answer = () => 'wait'
  open()
  const [one, other] = await Pipe()
  const sent = one.send('last words')
  await until(() => told().includes('held 0'))
  one.close()
  expect(one.closed).toBe(true)
  say(asked[0]!, 'go')
  await sent
  expect(await other.recv()).toBe('last words')
  await expect(other.recv()).rejects.toMatchObject({ name: 'EOFError' })
})

test('when the gate is gone what waits goes, and nobody is asked again', async () => {
  answer = () => 'wait'
  open()
  const [one, other] = await Pipe()
  const sent = one.send('a')
  await until(() => told().includes('held 0'))
  sockets[0]!.destroy()
  await sent
  await one.send('b')
  expect([await other.recv(), await other.recv()]).toEqual(['a', 'b'])
  expect(asked).toHaveLength(1)
  one.close()
  other.close()
})
