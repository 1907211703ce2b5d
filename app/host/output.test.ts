import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { COMPLETE_LIMITS, Output, SCREEN_LIMITS } from './output.ts'
import type { OutputBatch } from './output.ts'

/** Reads one stream of given chunks to its end. */
async function collect(chunks: readonly Buffer[], limits = COMPLETE_LIMITS): Promise<OutputBatch[]> {
  const batches: OutputBatch[] = []
  const output = new Output((batch) => batches.push(batch), limits)
  const stream = new PassThrough()
  const ended = output.attach('stdout', stream)
  for (const chunk of chunks) stream.write(chunk)
  stream.end()
  await ended
  output.close()
  return batches
}

test('a text cut at every byte comes out whole', async () => {
  const text = 'Grüße, 🌱 and 漢字\n'
  const bytes = Buffer.from(text)
  for (let cut = 0; cut <= bytes.length; cut++) {
    const batches = await collect([bytes.subarray(0, cut), bytes.subarray(cut)].filter((part) => part.length > 0))
    expect(batches.map((batch) => batch.text).join('')).toBe(text)
  }
})

test('rubbish becomes text, whatever the bytes and the cuts', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { maxLength: 10 }), async (chunks) => {
      const batches = await collect(chunks.map((chunk) => Buffer.from(chunk)))
      const whole = Buffer.concat(chunks).toString('utf8')
      expect(batches.map((batch) => batch.text).join('')).toBe(whole)
      expect(batches.every((batch) => batch.dropped === 0)).toBe(true)
    }),
    { verbose: true },
  )
})

test('of a flood the last lines are kept whole, and every line left out is counted', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string({ maxLength: 30 }), { minLength: 1, maxLength: 60 }), fc.integer({ min: 1, max: 200 }), async (words, shown) => {
      const lines = words.map((word) => `${word.replaceAll(/[\n\r]/g, ' ')}\n`)
      const [batch, ...rest] = await collect([Buffer.from(lines.join(''))], { read: 1e6, shown, interval: 16 })
      expect(rest).toEqual([])
      expect(batch!.text.length).toBeLessThanOrEqual(shown)
      if (batch!.text.length === lines.join('').length) expect(batch!.dropped).toBe(0)
      else if (shown > 31) expect(lines.slice(batch!.dropped).join('')).toBe(batch!.text)
      else expect(batch!.dropped).toBeGreaterThan(0)
      expect(lines.join('').endsWith(batch!.text)).toBe(true)
    }),
  )
})

test('a line longer than a batch shows its end, without half a character', async () => {
  const [batch] = await collect([Buffer.from('🌱'.repeat(100))], { read: 1e6, shown: 11, interval: 16 })
  expect(batch).toEqual({ stream: 'stdout', text: '🌱'.repeat(5), dropped: 1 })
})

test('the order of stdout and stderr is kept as it was read, also where lines are left out', () => {
  const batches: OutputBatch[] = []
  const output = new Output((batch) => batches.push(batch), { read: 1e6, shown: 9, interval: 16 })
  const streams = { stdout: new PassThrough(), stderr: new PassThrough() }
  void output.attach('stdout', streams.stdout)
  void output.attach('stderr', streams.stderr)
  const read = (name: 'stdout' | 'stderr', text: string): void => void streams[name].emit('data', Buffer.from(text))
  read('stdout', 'a1\na2\n')
  read('stderr', 'b1\n')
  read('stdout', 'a3\n')
  read('stdout', 'a4\n')
  output.flush()
  output.close()
  expect(batches).toEqual([
    { stream: 'stderr', text: 'b1\n', dropped: 2 },
    { stream: 'stdout', text: 'a3\na4\n', dropped: 0 },
  ])
})

test('a program that prints without end waits at its pipe; what comes is bounded and the rest is counted', async () => {
  const child = spawn(process.execPath, ['-e', "const line = 'x'.repeat(99) + '\\n'; const some = line.repeat(1000); const go = () => { while (process.stdout.write(some)); process.stdout.once('drain', go) }; go()"], { stdio: ['ignore', 'pipe', 'inherit'] })
  let shown = 0
  let dropped = 0
  let batches = 0
  const begin = performance.now()
  await new Promise<void>((resolve) => {
    const output = new Output((batch) => {
      expect(batch.text.length).toBeLessThanOrEqual(SCREEN_LIMITS.shown)
      shown += batch.text.length
      dropped += batch.dropped
      if (++batches === 20) {
        output.close()
        resolve()
      }
    })
    void output.attach('stdout', child.stdout)
  })
  const seconds = (performance.now() - begin) / 1000
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(dropped).toBeGreaterThan(0)
  expect(shown / seconds).toBeLessThan(2.2 * 1024 * 1024)
  // Read, not only shown, is bounded: the pipe was left full.
  expect((dropped * 100 + shown) / seconds).toBeLessThan(20 * 1024 * 1024)
})

test('after close nothing comes, although the pipe is still held', async () => {
  const batches: OutputBatch[] = []
  const output = new Output((batch) => batches.push(batch))
  const stream = new PassThrough()
  const ended = output.attach('stdout', stream)
  stream.emit('data', Buffer.from('before'))
  output.close()
  stream.emit('data', Buffer.from('after'))
  await ended
  expect(batches).toEqual([{ stream: 'stdout', text: 'before', dropped: 0 }])
})
