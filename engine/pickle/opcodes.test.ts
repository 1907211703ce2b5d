import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { fromHex, readGolden } from '../test/support/pickle-golden.ts'
import { disassemble, dumps, OPCODES, type ArgumentKind } from './index.ts'
import { python2Name, python3Name } from './python2-names.ts'

interface Golden {
  readonly table: readonly (readonly [name: string, code: number, protocol: number, argument: string | null])[]
  readonly cases: readonly { expression: string; protocol: number; pickle: string; opcodes: readonly (readonly [string, number, string | null])[] }[]
}
const golden = readGolden<Golden>('pickle/opcodes')

/** What pickletools calls the kinds of argument. */
const KINDS: Readonly<Record<ArgumentKind, string | null>> = {
  none: null, uint1: 'uint1', uint2: 'uint2', uint4: 'uint4', uint8: 'uint8', int4: 'int4', long1: 'long1', long4: 'long4', float8: 'float8',
  text1: 'unicodestring1', text4: 'unicodestring4', text8: 'unicodestring8', bytes1: 'bytes1', bytes4: 'bytes4', bytes8: 'bytes8', bytearray8: 'bytearray8',
  string1: 'string1', string4: 'string4', 'int line': 'decimalnl_short', 'long line': 'decimalnl_long', 'float line': 'floatnl',
  'string line': 'stringnl', 'unicode line': 'unicodestringnl', 'name line': 'stringnl_noescape', 'global lines': 'stringnl_noescape_pair',
}

const byCode = (a: readonly unknown[], b: readonly unknown[]): number => Number(a[1]) - Number(b[1])

test('the table is that of CPython’s pickletools', () => {
  const ours = OPCODES.map(({ name, code, protocol, argument }) => [name, code, protocol, KINDS[argument]])
  expect(ours.sort(byCode)).toEqual([...golden.table].sort(byCode))
})

test('each case of the unpickler’s switch is labelled with the name that the table gives its byte, and none is missing', () => {
  const source = readFileSync(new URL('./unpickler.ts', import.meta.url), 'utf8')
  const cases = [...source.matchAll(/case 0x([\da-f]{2}): \/\/ (\w+)$/gm)].map(([, code, name]) => [Number.parseInt(code!, 16), name])
  expect(cases.sort()).toEqual(OPCODES.map(({ code, name }) => [code, name]).sort())
})

test('an opcode that makes CPython import or call something says so', () => {
  const names = OPCODES.filter(({ runsCode }) => runsCode).map(({ name }) => name)
  expect(names.sort()).toEqual(['BUILD', 'EXT1', 'EXT2', 'EXT4', 'GLOBAL', 'INST', 'NEWOBJ', 'NEWOBJ_EX', 'OBJ', 'REDUCE', 'STACK_GLOBAL'])
})

test('a meaning is one line that says what the opcode does', () => {
  for (const { meaning } of OPCODES) expect(meaning).toMatch(/^[a-z][^\n]{5,110}[^.]$/)
})

test.each(golden.cases)('$expression in protocol $protocol is taken apart as pickletools does', ({ pickle, opcodes }) => {
  const ours = disassemble(fromHex(pickle)).map(({ opcode, offset, argument }) => [opcode, offset, argument === undefined ? null : argument.text])
  // pickletools joins module and name with a blank, and quotes them; the Python 2 str of protocols 0 and 1 it shows as it is.
  expect(ours).toEqual(opcodes.map(([name, offset, text]) => [name, offset, text === null ? null : name === 'GLOBAL' ? text.slice(1, -1) : text]))
})

test('sizes add up to the whole pickle', () => {
  for (const { pickle } of golden.cases) {
    const opcodes = disassemble(fromHex(pickle))
    expect(opcodes.reduce((sum, { size }) => sum + size, 0)).toBe(pickle.length / 2)
  }
})

test('bytes that are no whole pickle give what could be read, then one entry with the error', () => {
  const whole = dumps([1, 'basil', { wet: true }, 2n ** 80n])
  const all = disassemble(whole)
  for (let length = 0; length < whole.length; length++) {
    const opcodes = disassemble(whole.subarray(0, length))
    const read = opcodes.slice(0, -1)
    expect(opcodes.at(-1)!.error).toBeTypeOf('string')
    expect(read.map(({ opcode }) => opcode)).toEqual(all.slice(0, read.length).map(({ opcode }) => opcode))
  }
  expect(disassemble(new Uint8Array([0x4e, 0xff])).at(-1)).toEqual({
    offset: 1, size: 1, opcode: '?', argument: undefined, meaning: 'is no opcode', runsCode: false,
    error: '0xff at byte 1: there is no such opcode: this is no pickle',
  })
  expect(disassemble(new Uint8Array([0x8c, 5, 0x61]))).toMatchObject([
    { offset: 0, size: 3, opcode: 'SHORT_BINUNICODE', error: 'SHORT_BINUNICODE at byte 0: 5 more bytes were expected, 1 are left' },
  ])
})

test('a long argument is cut in the text and whole in the value', () => {
  const [, , opcode] = disassemble(dumps('x'.repeat(1000)))
  expect(opcode!.argument!.value).toHaveLength(1000)
  expect(opcode!.argument!.text.length).toBeLessThan(500)
})

test('Python 2 names are those of CPython’s _compat_pickle', () => {
  const names = readGolden<{ modulesRead: string[][]; modulesWritten: string[][]; namesRead: string[][]; namesWritten: string[][] }>('pickle/names')
  for (const [old, module] of names.modulesRead) expect(python3Name(old!, 'x'), old).toEqual([module, 'x'])
  for (const [module, old] of names.modulesWritten) expect(python2Name(module!, 'x'), module).toEqual([old, 'x'])
  for (const [oldModule, oldName, module, name] of names.namesRead) expect(python3Name(oldModule!, oldName!), oldName).toEqual([module, name])
  for (const [module, name, oldModule, oldName] of names.namesWritten) expect(python2Name(module!, name!), name).toEqual([oldModule, oldName])
  expect(python3Name('garden', 'Bed')).toEqual(['garden', 'Bed'])
  expect(python2Name('garden', 'Bed')).toEqual(['garden', 'Bed'])
})
