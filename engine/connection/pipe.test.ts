import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { EOFError, OSError } from '../values/exceptions.ts'
import { tempDirectory } from './address.ts'
import { Pipe } from './pipe.ts'

test('each end of a pipe receives what the other sends', async () => {
  const [first, second] = await Pipe()
  await first.send('basil')
  await second.send([1, 2])
  expect(await second.recv()).toBe('basil')
  expect(await first.recv()).toEqual([1, 2])
  first.close()
  await expect(second.recv()).rejects.toBeInstanceOf(EOFError)
  second.close()
})

test('of a one-way pipe the first end receives and the second sends', async () => {
  const [receiver, sender] = await Pipe(false)
  await sender.send('basil')
  expect(await receiver.recv()).toBe('basil')
  await expect(receiver.send(1)).rejects.toThrow(new OSError('connection is read-only'))
  await expect(sender.recv()).rejects.toThrow(new OSError('connection is write-only'))
  receiver.close()
  sender.close()
})

test.skipIf(process.platform === 'win32')('a pipe leaves nothing on the disk', async () => {
  const [first, second] = await Pipe()
  expect(readdirSync(tempDirectory())).toEqual([])
  first.close()
  second.close()
})
