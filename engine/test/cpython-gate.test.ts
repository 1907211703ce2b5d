/** The gate in Python processes: who is asked, what comes of the answers, and what the program sees of it. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test } from 'vitest'
import { parseGateQuestion } from '../protocol/gate.ts'
import type { GateQuestion } from '../protocol/gate.ts'
import { parseTraceEvent } from '../protocol/trace.ts'
import type { TraceEvent } from '../protocol/trace.ts'
import { pythonsOf, useProcesses } from './support/processes.ts'
import type { Program, Python } from './support/processes.ts'

const processes = useProcesses()
const shim = fileURLToPath(new URL('../cpython', import.meta.url))
const program = fileURLToPath(new URL('./programs/python/gated.py', import.meta.url))

const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

/** A gate that answers as told, and a program that asks at it. */
async function gate(python: Python, mode: string, values: readonly string[], answer: (question: GateQuestion, say: (word: string) => void, isFirst: boolean) => void) {
  const folder = processes.directory()
  const asked: GateQuestion[] = []
  const sockets = new Set<Socket>()
  const address = join(folder, 'socket')
  const server = createServer((socket) => {
    sockets.add(socket)
    let rest = ''
    socket.on('error', () => undefined)
    socket.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n')
      rest = lines.pop()!
      for (const line of lines) {
        const question = parseGateQuestion(line)!
        expect(question, line).toBeDefined()
        asked.push(question)
        answer(question, (word) => void socket.write(`${question.ask} ${word}\n`), asked.length === 1)
      }
    })
  })
  const close = (): void => {
    server.close()
    for (const socket of sockets) socket.destroy()
  }
  closers.push(close)
  await new Promise<void>((resolve) => server.listen(address, resolve))
  writeFileSync(join(folder, 'address'), address)
  writeFileSync(join(folder, 'mode'), mode)
  const trace = join(folder, 'trace')
  const started: Program = processes.start(python.path, ['-u', program, values.join(','), 'fork'], {
    cwd: folder,
    env: { PYTHONDONTWRITEBYTECODE: '1', PYTHONPATH: shim, MULTIPROCESSING_TRACE: trace, MULTIPROCESSING_TRACE_NAME: 'gated', MULTIPROCESSING_GATE: folder },
  })
  const events = (): TraceEvent[] => readdirSync(trace).flatMap((file) => readFileSync(join(trace, file), 'utf8').trimEnd().split('\n').map(parseTraceEvent))
  return { started, asked, close, events, setMode: (byte: string) => writeFileSync(join(folder, 'mode'), byte) }
}

const AFTER = ['lowest True', 'got from the child', 'got after', '']

describe.each(pythonsOf('3.8', '3.13'))('CPython $version', (python) => {
  test('an open gate is not asked; nor is a pipe where only requests are', async () => {
    for (const mode of ['0', '2']) {
      const { started, asked } = await gate(python, mode, ['a', 'b'], () => undefined)
      const { stdout, stderr, code } = await started.ended
      expect({ stderr, code }).toEqual({ stderr: '', code: 0 })
      expect(stdout.split('\n')).toEqual(['sending a', 'got a', 'sending b', 'got b', ...AFTER])
      expect(asked).toEqual([])
    }
  })

  test('a frame goes, waits, or is dropped, as it is answered, in a forked child too', async () => {
    const words = ['go', 'wait', 'drop']
    const { started, asked, events } = await gate(python, '1', ['a', 'b', 'c'], ({ index, label, process }, say) => {
      const first = process === asked[0]!.process
      const word = first ? words[asked.length - 1] : 'go'
      say(word ?? 'go')
      if (word === 'wait') setImmediate(() => say('go'))
      expect({ label, index }).toEqual({ label: 'gated', index: expect.any(Number) })
    })
    const { stdout, stderr, code } = await started.ended
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 })
    expect(stdout.split('\n')).toEqual(['sending a', 'got a', 'sending b', 'got b', 'sending c', ...AFTER])
    // The child has a name of its own in the trace, and counts for itself.
    expect(new Set(asked.map(({ process }) => process)).size).toBe(2)
    expect(asked.map(({ index }) => index)).toEqual([0, 1, 2, 0, 0])
    expect(events().flatMap((event) => (event.name === 'frame/decided' ? [event.verdict] : []))).toEqual(expect.arrayContaining(['go', 'drop']))
  })

  test('when the gate is gone a frame that waits goes, and nobody is asked again', async () => {
    const { started, asked, close } = await gate(python, '1', ['a', 'b'], (_question, say) => say('wait'))
    await started.line(/^sending a$/m)
    await expect.poll(() => asked.length, { timeout: 10_000 }).toBe(1)
    close()
    const { stdout, code } = await started.ended
    expect(code).toBe(0)
    expect(stdout.split('\n')).toEqual(['sending a', 'got a', 'sending b', 'got b', ...AFTER])
    expect(asked).toHaveLength(1)
  })

  test('Ctrl-C reaches a program whose frame waits, and the frame is given up', async () => {
    const { started, asked, events } = await gate(python, '1', ['a', 'b'], (_question, say, isFirst) => say(isFirst ? 'wait' : 'go'))
    await expect.poll(() => asked.length, { timeout: 10_000 }).toBe(1)
    await expect.poll(() => events().some(({ name }) => name === 'frame/held'), { timeout: 10_000 }).toBe(true)
    started.kill('SIGINT')
    const { stdout, code } = await started.ended
    expect(code).toBe(0)
    expect(stdout.split('\n')).toEqual(['sending a', 'interrupted', 'sending b', 'got b', ...AFTER])
    expect(events()).toContainEqual(expect.objectContaining({ name: 'frame/decided', index: 0, verdict: 'abandoned' }))
  })

  test('a cut connection is broken for the program, a corrupted frame is not what it sent', async () => {
    const cut = await gate(python, '1', ['a'], (_question, say, isFirst) => say(isFirst ? 'cut' : 'go'))
    expect((await cut.started.ended).stdout.split('\n')).toEqual(['sending a', 'broken 32', 'end', ...AFTER])
    const corrupt = await gate(python, '1', ['a'], (_question, say, isFirst) => say(isFirst ? 'corrupt' : 'go'))
    expect((await corrupt.started.ended).stderr).toContain('UnpicklingError')
  })
})
