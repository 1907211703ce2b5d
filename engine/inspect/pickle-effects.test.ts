import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { dict } from '../values/dict.ts'
import { tuple } from '../values/tuple.ts'
import { bytes, pickled, recordedRun, runOf, Script } from '../test/support/runs.ts'
import { callAsPython, callAsTypeScript } from './copy-as.ts'
import { describeFrame, frameLabel } from './describe.ts'
import { explainFrame } from './explain.ts'
import { createPredicate, parseFilter } from './filter.ts'
import { toMermaid } from './mermaid.ts'
import { momentAt } from './moment-at.ts'
import { pickleEffects } from './pickle-effects.ts'
import { printRun } from './print.ts'
import { costsByLine } from './summary.ts'

const short = (text: string) => bytes(`\x8c${String.fromCharCode(text.length)}${text}`)
const joined = (...parts: (Uint8Array | string)[]) => Uint8Array.from(parts.flatMap((part) => [...(typeof part === 'string' ? bytes(part) : part)]))

test('what would be imported and called is named', () => {
  expect(pickleEffects(bytes('cos\nsystem\n(S\'id\'\ntR.'))).toEqual([
    { offset: 0, opcode: 'GLOBAL', kind: 'imports', name: 'os.system', attribute: undefined },
    { offset: 19, opcode: 'REDUCE', kind: 'calls', name: 'os.system', attribute: undefined },
  ])
  const four = joined('\x80\x04', short('posix'), '\x94', short('system'), '\x93\x94', short('id'), '\x85R.')
  expect(pickleEffects(four).map(({ kind, name }) => `${kind} ${name}`)).toEqual(['imports posix.system', 'calls posix.system'])
  expect(pickleEffects(bytes("(ios\nsystem\nS'id'\no.")).map(({ kind, name }) => `${kind} ${name}`).slice(0, 2)).toEqual(['imports os.system', 'calls os.system'])
})

test('attributes that are looked up by the way are named', () => {
  const dotted = joined('\x80\x04', short('shutil'), short('os.system'), '\x93', short('id'), '\x85R.')
  expect(pickleEffects(dotted)[0]).toMatchObject({ name: 'shutil.os.system', attribute: 'os.system' })
  const looked = joined('cbuiltins\ngetattr\n', 'cshutil\nos\n', short('system'), '\x86R', short('id'), '\x85R.')
  expect(pickleEffects(looked).map(({ kind, name, attribute }) => [kind, name, attribute])).toEqual([
    ['imports', 'builtins.getattr', undefined], ['imports', 'shutil.os', undefined],
    ['calls', 'builtins.getattr', 'system'], ['calls', 'shutil.os.system', undefined],
  ])
})

test('a plain value has no effects, and a token is one that is made', () => {
  expect(pickleEffects(pickled(tuple('7f00', 'water', tuple(1, 'os.system'), dict([['a', [1]]]))))).toEqual([])
  const effects = recordedRun('nested-keyed').frames.flatMap(({ payload, family }) => (family === 'proxy' || family === 'call' ? pickleEffects(payload) : []))
  expect(new Set(effects.map(({ kind, name }) => `${kind} ${name}`))).toContain('calls multiprocessing.managers.RebuildProxy')
})

test('a capture whose payload would make a file is read, filtered, printed, explained and exported, and the file never exists', () => {
  const folder = mkdtempSync(join(tmpdir(), 'capture-'))
  try {
    const path = join(folder, 'made')
    const command = `touch ${path}`
    const payloads = [
      bytes(`cos\nsystem\n(S'${command}'\ntR.`),
      joined('\x80\x04(', short('7f00'), short('put'), short('posix'), short('system'), '\x93', short(command), '\x85R\x85}t.'),
      joined('\x80\x04', short('#RETURN'), short('builtins'), short('open'), '\x93', short(path), short('w'), '\x86R\x86.'),
    ]
    const script = new Script().started('s', 10, 'server').started('v', 11, 'visitor').opened('s', 'c1', 'listener').opened('v', 'c9', 'client').handshake(['s', 'c1'], ['v', 'c9'], 7)
    script.frame(['v', 'c9'], ['s', 'c1'], 3, pickled(tuple(null, 'accept_connection', tuple('Main'), dict([])))).frame(['s', 'c1'], ['v', 'c9'], 3, pickled(tuple('#RETURN', null)))
    payloads.forEach((payload, index) => {
      script.frame(['v', 'c9'], ['s', 'c1'], 4 + index, payload)
      script.frame(['s', 'c1'], ['v', 'c9'], 4 + index, payloads[2]!)
    })
    const run = runOf(script.events)
    for (const frame of run.frames) {
      void [frame.args, frame.result, frame.error, frame.exposed, frame.typeid, frameLabel(frame), describeFrame(frame, run), explainFrame(frame, run)]
      void [callAsPython(frame), callAsTypeScript(frame), pickleEffects(frame.payload)]
    }
    for (const filter of ['put', 'error', 'method:put', 'kind:call', '"touch"']) void run.frames.filter(createPredicate(parseFilter(filter), run))
    expect(printRun(run)).toContain('put')
    expect(toMermaid(run)).toContain('put')
    void [costsByLine(run), momentAt(run).objects, momentAt(run).marks]
    const dangerous = run.frames.flatMap(({ payload }) => pickleEffects(payload)).map(({ name }) => name)
    expect(dangerous).toEqual(expect.arrayContaining(['os.system', 'posix.system', 'builtins.open']))
    expect(existsSync(path)).toBe(false)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
