/** The short profile: the corpus and some thousand inputs a target. And the fuzzer itself: what is planted it finds. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { Row } from './bundle.ts'
import { campaign, saveFindings } from './campaign.ts'
import { readCorpus, writeCorpus } from './corpus.ts'
import type { Finding } from './finding.ts'
import { instrument } from './instrument.ts'
import { mutateJson, readJson, writeJson } from './mutate-json.ts'
import { mutatePickle, splitPickle } from './mutate-pickle.ts'
import { PLANTED } from './planted/index.ts'
import { Random } from './random.ts'
import { resultsText } from './report.ts'
import { TARGETS } from './targets/index.ts'
import { watch } from './watch.ts'
import type { WatchOptions, Watched } from './watch.ts'

/** New ground is for `npm run trials -- fuzz`: here a change is judged, not luck. */
const seed = Number(process.env['SEED'] ?? 20261120)
console.log(`fuzz: SEED=${seed}`)
const folder = mkdtempSync(path.join(tmpdir(), 'fuzz-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const TIMEOUT = 300_000
/** Inputs of each target, and milliseconds at most. */
const INPUTS = 3000
const TIME = 1500

const tell = (findings: readonly Finding[]): string =>
  findings.map(({ kind, message, input }) => `SEED=${seed} ${kind}: ${message}\nbase64: ${Buffer.from(input).toString('base64')}`).join('\n\n')

describe.each(TARGETS)('$name', (row) => {
  test('what was found before, and thousands of inputs more, do no harm', { timeout: TIMEOUT }, async () => {
    const corpus = readCorpus(row).map(({ bytes }) => bytes)
    const { findings, executed } = await watch(row, { folder, seed, guided: false, inputs: INPUTS + corpus.length, milliseconds: TIME, corpus, patience: 30 })
    expect(tell(findings)).toBe('')
    expect(executed).toBeGreaterThan(corpus.length)
  })
})

describe('what is planted is found', () => {
  // A machine that rests for a second is no hang.
  const explore = (row: Row, options: Partial<WatchOptions> = {}): Promise<Watched> => watch(row, { folder, seed, guided: true, inputs: 20_000, patience: 20, ...options })

  test('a crash, and the shortest input for it', { timeout: TIMEOUT }, async () => {
    const { findings } = await explore(PLANTED.crash)
    expect(findings).toHaveLength(1)
    expect(findings[0]).toMatchObject({ kind: 'error', message: expect.stringMatching(/^TypeError: Cannot read properties of undefined/) })
    expect(findings[0]!.input).toHaveLength(2)
    expect(findings[0]!.input[0]).toBe(0x78)
  })

  test('a hang: the worker is killed, and the input is kept', { timeout: TIMEOUT }, async () => {
    const { findings } = await explore(PLANTED.hang, { inputs: 3000, patience: 1.5 })
    expect(findings).toMatchObject([{ kind: 'hang' }])
    expect(findings[0]!.input[0]).toBe(0x68)
  })

  test('code that runs, though nobody is told of it', { timeout: TIMEOUT }, async () => {
    const { findings } = await explore(PLANTED.codeRun)
    expect(findings).toMatchObject([{ kind: 'code run', message: '[object Function].constructor was called' }])
    expect(new TextDecoder().decode(findings[0]!.input)).toBe('(')
  })

  test('files, processes, sockets, globals: whatever is reached for', { timeout: TIMEOUT }, async () => {
    const { findings } = await explore(PLANTED.reach, { inputs: 2000 })
    const found = findings.map(({ kind, message }) => `${kind}: ${message.split('\n')[0]!}`).toSorted()
    for (const what of ['child_process.execSync', 'fs.writeFileSync', 'fs.promises.rm', 'net.connect', 'globalThis.fetch', 'vm.runInThisContext', 'process.exit', 'globalThis.eval']) {
      expect(found).toContain(`code run: ${what} was called`)
    }
    expect(found).toContain('code run: globalThis has got a property "leaked"')
    expect(found).toContain('code run: Array.prototype has got a property "last"')
    expect(found).toContain('code run: process.env has got a property "LEAKED"')
  })

  test('a prototype that got a property', { timeout: TIMEOUT }, async () => {
    const { findings } = await explore(PLANTED.pollution)
    expect(findings).toMatchObject([{ kind: 'code run', message: 'Object.prototype has got a property "polluted"' }])
    expect(new TextDecoder().decode(findings[0]!.input)).toContain('__proto__')
  })

  test('a promise that fails and that nobody waits for, and whose input it was', { timeout: TIMEOUT }, async () => {
    const { findings } = await explore(PLANTED.rejection)
    expect(findings).toMatchObject([{ kind: 'loose error', message: expect.stringContaining('nobody waits for this') }])
    expect(findings[0]!.input[0]).toBe(0x72)
  })

  test('memory without end', { timeout: TIMEOUT }, async () => {
    const { findings } = await explore(PLANTED.memory, { heap: 64, patience: 20, inputs: 3000 })
    expect(findings).toMatchObject([{ kind: 'memory', key: 'heap' }])
    expect(findings[0]!.input[0]).toBe(0x6d)
  })

  test('four bytes that only who sees the way comes to: guided they are found, blind not', { timeout: TIMEOUT }, async () => {
    const guided = await explore(PLANTED.magic, { inputs: 800_000 })
    expect(guided.findings).toMatchObject([{ kind: 'error', message: expect.stringContaining('found') }])
    expect([...guided.findings[0]!.input.subarray(0, 4)]).toEqual([0x9e, 0x37, 0x79, 0xb9])
    const blind = await explore(PLANTED.magic, { inputs: guided.executed, guided: false })
    expect(blind.findings).toEqual([])
    expect(blind.executed).toBeGreaterThanOrEqual(800_000)
  })
})

describe('the parts', () => {
  test('the same seed makes the same run', { timeout: TIMEOUT }, async () => {
    const run = (): Promise<Watched> => watch(PLANTED.magic, { folder, seed: 7, guided: true, inputs: 2000 })
    const [one, two] = [await run(), await run()]
    expect(one.executed).toBe(two.executed)
    expect(one.kept).toEqual(two.kept)
  })

  test('counters stand at functions, statements and branches, and code does what it did', () => {
    const { code, next } = instrument('export function f(a) { return a > 1 ? (a && 2) : 3 }', 'f.js', 5)
    expect(next).toBe(5 + 6)
    expect(code).not.toMatch(/cov_\w+\(\)[.;]/)
    const counts = new Uint8Array(16)
    const body = code.replace(/^import .*$/m, '').replace(/^function cov_[^]*?^}$/m, '').replace('export ', '')
    const run = new Function('__counted__', `${body}\nreturn f(2)`) as (counters: Uint8Array) => unknown
    expect(run(counts)).toBe(2)
    expect([...counts].filter((count) => count > 0)).toHaveLength(5)
  })

  test('JSON stays JSON, and a name like __proto__ stays a name', () => {
    const random = new Random(seed)
    let input = writeJson({ a: [1, { b: 'c' }], d: null })
    for (let round = 0; round < 2000; round++) {
      const changed = mutateJson(input, random, input)!
      expect(readJson(changed)).toBeDefined()
      if (changed.length < 2000) input = changed
    }
    expect(Object.keys(Object.prototype)).toEqual([])
  })

  test('a pickle is split where its opcodes are, and put together again', () => {
    const pickle = Buffer.from('\x80\x04\x95\x0b\0\0\0\0\0\0\0]\x94(K\x01\x8c\x01aNe.', 'latin1')
    const parts = splitPickle(pickle)
    expect(parts.map((part) => part[0])).toEqual([0x80, 0x95, 0x5d, 0x94, 0x28, 0x4b, 0x8c, 0x4e, 0x65, 0x2e])
    expect(Buffer.concat(parts)).toEqual(pickle)
    const random = new Random(seed)
    for (let round = 0; round < 500; round++) expect(mutatePickle(pickle, random, pickle)).toBeInstanceOf(Uint8Array)
  })

  test('the corpus is read as it was written, the findings of the past first and for ever', () => {
    const inputs = [{ bytes: Uint8Array.of(1, 2) }, { name: 'a crash', bytes: new Uint8Array(5000) }, ...Array.from({ length: 500 }, (_, at) => ({ bytes: Uint8Array.of(at & 255, at >> 8) }))]
    expect(writeCorpus(PLANTED.crash, inputs, folder)).toBe(300)
    const again = readCorpus(PLANTED.crash, folder)
    expect(again[0]).toEqual({ name: 'a crash', bytes: new Uint8Array(5000) })
    expect(again).toHaveLength(300)
    expect(again.filter(({ name }) => name !== undefined)).toHaveLength(1)
  })

  test('findings are saved with what they showed, and results say how many there were', { timeout: TIMEOUT }, async () => {
    const result = await campaign(PLANTED.crash, { folder, seed, inputs: 4000, milliseconds: Infinity, guided: 0.5, corpus: [], patience: 30 })
    expect(result.guided).toBeGreaterThanOrEqual(2000)
    expect(result.guided + result.unguided).toBeGreaterThanOrEqual(4000)
    const [file] = saveFindings(PLANTED.crash, result.findings, folder)
    expect(readFileSync(file!)).toHaveLength(2)
    const text = resultsText([result], seed)
    expect(text).toContain('**1 findings.**')
    expect(text).toContain(`with seed ${seed}`)
    expect(resultsText([{ ...result, findings: [] }], seed)).toContain('No crash, no hang, no code run')
  })
})
