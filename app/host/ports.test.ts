import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { freePort } from './ports.ts'

test('a free port can be bound, and two askers get two', async () => {
  const [one, two] = await Promise.all([freePort(), freePort()])
  expect(one).not.toBe(two)
  const server = createServer().listen(one, '127.0.0.1')
  await once(server, 'listening')
  server.close()
  await once(server, 'close')
})
