/** Bytes that are read into a buffer which all sockets share: none of them may be seen twice, or too late. */
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { Random } from '../test/support/random.ts'
import { arbitraryAddress, families, type Family } from './address.ts'
import { Client } from './client.ts'
import type { Connection } from './connection.ts'
import { tapped, takeIncoming } from './incoming.ts'
import { Listener } from './listener.ts'

async function pair(family: Family): Promise<[Connection, Connection]> {
  using listener = new Listener({ family })
  await listener.ready
  return await Promise.all([listener.accept(), Client(listener.address)])
}

const bytes = (random: Random, length: number): Uint8Array => Uint8Array.from({ length }, () => random.below(256))

describe.each(families)('over %s', (family) => {
  test('what several connections receive at the same time stays what was sent, also when it is read late', async () => {
    const random = new Random()
    const pairs = await Promise.all([pair(family), pair(family), pair(family)])
    const sizes = [0, 1, 63, 4096, 16_384, 65_532, 65_536, 70_000, 200_000]
    const sent = pairs.map(() => sizes.flatMap((size) => [bytes(random, size), bytes(random, random.below(200))]))
    const received = await Promise.all(
      pairs.map(async ([from, to], nth) => {
        const sending = Promise.all(sent[nth]!.map((payload) => from.sendBytes(payload, null)))
        const got: Uint8Array[] = []
        for (const _ of sent[nth]!) {
          got.push(await to.recvBytes())
          if (random.below(2) === 0) await new Promise((resolve) => setImmediate(resolve))
        }
        await sending
        return got
      }),
    )
    expect(received.map((each) => each.map((payload) => Buffer.from(payload).toString('base64')))).toEqual(sent.map((each) => each.map((payload) => Buffer.from(payload).toString('base64'))))
    for (const each of pairs.flat()) each.close()
  })

  test('values that came one after another keep their own bytes', async () => {
    const [from, to] = await pair(family)
    const values: unknown[] = []
    for (let round = 0; round < 50; round++) {
      await from.send([round, new Uint8Array(round).fill(round), 'x'.repeat(round)], null)
      values.push(await to.recv())
    }
    expect(values).toEqual(Array.from({ length: 50 }, (_, round) => [round, new Uint8Array(round).fill(round), 'x'.repeat(round)]))
    from.close()
    to.close()
  })

  test('many waits of one connection at the same time each have their own', async () => {
    const [from, to] = await pair(family)
    const waiting = Array.from({ length: 200 }, () => to.recv() as Promise<unknown>)
    for (let round = 0; round < 200; round++) void from.send(['value', round], null)
    expect(await Promise.all(waiting)).toEqual(Array.from({ length: 200 }, (_, round) => ['value', round]))
    from.close()
    to.close()
  })

  test('what nobody asks for stops the sender, and is all there afterwards', async () => {
    const [from, to] = await pair(family)
    const chunk = new Uint8Array(1 << 20).fill(7)
    let taken = 0
    const sending = Promise.all(Array.from({ length: 24 }, () => from.sendBytes(chunk, null).then(() => taken++)))
    for (let turn = 0; turn < 200; turn++) await new Promise((resolve) => setImmediate(resolve))
    expect(taken).toBeLessThan(24)
    for (let nth = 0; nth < 24; nth++) expect((await to.recvBytes()).length).toBe(1 << 20)
    await sending
    from.close()
    await expect(to.recvBytes()).rejects.toMatchObject({ name: 'EOFError' })
    to.close()
  })
})

test.skipIf(process.platform === 'win32')('bytes that come before somebody takes them are kept', async () => {
  const path = arbitraryAddress('AF_UNIX') as string
  let accepted: Socket | undefined
  const server = createServer((socket) => (accepted = socket).write('basil')).listen(path)
  await once(server, 'listening')
  const socket = tapped((tap) => connect({ path, ...tap }))
  await expect.poll(() => socket.bytesRead).toBe(5)
  const got: string[] = []
  takeIncoming(socket, (part) => got.push(Buffer.from(part).toString()))
  expect(got).toEqual(['basil'])
  socket.destroy()
  accepted?.destroy()
  server.close()
})

test('a stream that is no such socket is read as any other', () => {
  expect(takeIncoming(new (class {})(), () => undefined)).toBe(false)
})
