import { createServer, connect, type Server, type Socket } from 'node:net'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { FrameCutter } from './frame-cutter.ts'
import { Relay, type Harm } from './relay.ts'

const closing: (() => Promise<unknown> | void)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

function frame(text: string): Buffer {
  const payload = Buffer.from(text, 'latin1')
  const header = Buffer.alloc(4)
  header.writeInt32BE(payload.length)
  return Buffer.concat([header, payload])
}

/** A server that answers each frame with the same, a client of it, and the relay in between. */
async function scene() {
  const folder = mkdtempSync(path.join(tmpdir(), 'relay-'))
  closing.push(() => rmSync(folder, { recursive: true }))
  const heard: Buffer[] = []
  const ended: string[] = []
  const server: Server = createServer({ allowHalfOpen: true }, (socket) => {
    const cutter = new FrameCutter()
    socket.on('data', (chunk: Buffer) => {
      heard.push(chunk)
      for (const piece of cutter.cut(chunk)) if (piece.ends) socket.write(frame('answer'))
    })
    socket.on('end', () => {
      ended.push('end')
      socket.end()
    })
    socket.on('error', () => ended.push('error'))
  })
  await new Promise<void>((resolve) => server.listen(path.join(folder, 's'), resolve))
  closing.push(() => new Promise((resolve) => server.close(resolve)))
  const relay = await Relay.start(path.join(folder, 's'), path.join(folder, 'r'))
  closing.push(() => relay.close())
  const client: Socket = connect({ path: path.join(folder, 'r'), allowHalfOpen: true })
  const got: Buffer[] = []
  client.on('data', (chunk: Buffer) => got.push(chunk))
  client.on('error', () => undefined)
  closing.push(() => void client.destroy())
  await new Promise((resolve) => client.once('connect', resolve))
  const over = new Promise<void>((resolve) => client.once('end', resolve).once('close', resolve))
  return { relay, client, heard: () => Buffer.concat(heard), got: () => Buffer.concat(got), ended, over }
}

test('what is not harmed goes over as it is, and requests are counted', async () => {
  const { relay, client, got } = await scene()
  relay.arm(undefined)
  client.write(Buffer.concat([frame('\x8c\x03put one'), frame('\x8c\x03get')]))
  await expect.poll(() => got().length).toBe(2 * frame('answer').length)
  expect(relay.disarm()).toEqual({ harmed: false, puts: 1, gets: 1, answeredGets: 1 })
})

test.each<[string, Harm, number, number]>([
  ['cut before', { kind: 'cut', where: 'before' }, 0, 0],
  ['cut in its header', { kind: 'cut', where: 'header' }, 1, 3],
  ['cut in its body', { kind: 'cut', where: 'body' }, 5, 20],
  ['half-closed before', { kind: 'half-close', where: 'before' }, 0, 0],
])('a request that is %s does not arrive whole', async (_how, harm, least, most) => {
  const { relay, client, heard, ended, over } = await scene()
  relay.arm({ direction: 'up', frame: 0, harm })
  client.write(frame('\x8c\x03put something'))
  await over
  await expect.poll(() => ended).toEqual(['end'])
  expect(heard().length).toBeGreaterThanOrEqual(least)
  expect(heard().length).toBeLessThanOrEqual(most)
  expect(relay.disarm()).toMatchObject({ harmed: true, puts: 0 })
})

test('an answer that is cut has left the server: its item may be lost', async () => {
  const { relay, client, got, over } = await scene()
  relay.arm({ direction: 'down', frame: 0, harm: { kind: 'cut', where: 'body' } })
  client.write(frame('\x8c\x03get'))
  await over
  expect(got().length).toBeLessThan(frame('answer').length)
  expect(relay.disarm()).toMatchObject({ harmed: true, gets: 1, answeredGets: 1 })
})

test.each<[string, Harm]>([
  ['held back', { kind: 'delay', ms: 20 }],
  ['dripping', { kind: 'drip' }],
])('a frame that is %s arrives whole', async (_how, harm) => {
  const { relay, client, heard, got } = await scene()
  relay.arm({ direction: 'up', frame: 0, harm })
  client.write(frame('\x8c\x03put slowly'))
  await expect.poll(() => got().length).toBe(frame('answer').length)
  expect(heard()).toEqual(frame('\x8c\x03put slowly'))
  expect(relay.disarm()).toMatchObject({ harmed: true, puts: 1 })
})

test('more than there may be is announced, and the connection ends', async () => {
  const { relay, client, heard, over } = await scene()
  relay.arm({ direction: 'up', frame: 0, harm: { kind: 'length', bytes: 1n << 40n } })
  client.write(frame('x'))
  await over
  expect(heard()).toEqual(Buffer.from([0xff, 0xff, 0xff, 0xff, 0, 0, 1, 0, 0, 0, 0, 0]))
})

test('harm is done once, to the frame that was said', async () => {
  const { relay, client, got, over } = await scene()
  relay.arm({ direction: 'up', frame: 2, harm: { kind: 'cut', where: 'after' } })
  client.write(Buffer.concat([frame('1'), frame('2')]))
  await expect.poll(() => got().length).toBe(2 * frame('answer').length)
  expect(relay.passage.harmed).toBe(false)
  client.write(frame('3'))
  await over
  expect(relay.passage.harmed).toBe(true)
})

test('frames are cut wherever the bytes come apart', () => {
  const bytes = Buffer.concat([frame('one'), frame(''), frame('\x8c\x03get three')])
  for (let size = 1; size <= bytes.length; size++) {
    const cutter = new FrameCutter()
    const pieces = []
    for (let at = 0; at < bytes.length; at += size) pieces.push(...cutter.cut(bytes.subarray(at, at + size)))
    expect(Buffer.concat(pieces.map((piece) => piece.bytes))).toEqual(bytes)
    expect([pieces.filter(({ begins }) => begins).length, pieces.filter(({ ends }) => ends).length]).toEqual([3, 3])
    expect(pieces.filter(({ ends }) => ends).map(({ asks }) => asks)).toEqual([undefined, undefined, 'get'])
  }
})
