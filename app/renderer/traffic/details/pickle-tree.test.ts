import { expect, test } from 'vitest'
import { disassemble, dumps } from 'multiprocessing/pickle'
import { dict, tuple } from 'multiprocessing/values'
import { hexText } from './hex.ts'
import { pickleTree } from './pickle-tree.ts'
import { flatten, nodeAround, type TreeNode } from './tree.ts'

const bytesOf = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16))
const treeOf = (pickle: Uint8Array) => pickleTree(disassemble(pickle))
const outline = (root: TreeNode | undefined) =>
  root ? flatten([root], new Set()).map(({ node, depth }) => `${'  '.repeat(depth)}${node.key ? `${node.key}: ` : ''}${node.label}`) : []

// ('#PROXY', (('sow', 'harvest', 'count'), Token)), written by CPython 3.13.
const proxyReply = bytesOf(
  '80049579000000000000008c062350524f5859948c03736f77948c0768617276657374948c05636f756e749487948c186d756c746970726f' +
    '63657373696e672e6d616e6167657273948c05546f6b656e9493942981948c03426564948c093132372e302e302e31944d50c386948c0c' +
    '37663362303864346336313094879462869486942e',
)

test('a #PROXY becomes its token with the names of its fields', () => {
  expect(outline(treeOf(proxyReply).root)).toEqual([
    'tuple',
    "  0: '#PROXY'",
    '  1: tuple',
    "    0: ('sow', 'harvest', 'count')",
    '    1: Token',
    "      typeid: 'Bed'",
    "      address: ('127.0.0.1', 50000)",
    "      id: '7f3b08d4c610'",
  ])
})

test('a node knows the very bytes of its value', () => {
  const { root } = treeOf(proxyReply)
  const typeid = root?.children[1]?.children[1]?.children[0]
  expect(typeid?.label).toBe("'Bed'")
  expect(hexText(proxyReply, typeid?.start ?? 0, typeid?.end ?? 0).replaceAll('  ', ' ')).toBe('8c 03 42 65 64')
  expect(nodeAround(root ? [root] : [], { start: (typeid?.start ?? 0) + 2, end: (typeid?.start ?? 0) + 3 })).toBe(typeid)
})

test('dicts, lists and nested values keep their keys', () => {
  const value = tuple('7f3a', 'update', tuple(dict([['beds', [1, [2, 3, dict([['a', null]])]]]])), dict([['deep', true]]))
  expect(outline(treeOf(dumps(value)).root)).toEqual([
    'tuple',
    "  0: '7f3a'",
    "  1: 'update'",
    '  2: tuple',
    '    0: dict',
    "      'beds': list",
    '        0: 1',
    '        1: list',
    '          0: 2',
    '          1: 3',
    '          2: dict',
    "            'a': None",
    '  3: dict',
    "    'deep': True",
  ])
})

test('a list that holds itself is shown once', () => {
  const list: unknown[] = [1]
  list.push(list)
  expect(outline(treeOf(dumps(list)).root)).toEqual(['list', '  0: 1', '  1: list'])
})

test('a pickle that puts a list into itself or nests without end is shown as far as it makes sense', () => {
  expect(outline(treeOf(bytesOf('80045d32612e')).root)).toEqual(['list', '  0: list'])
  const deep = Uint8Array.from([0x80, 0x04, ...Array.from({ length: 30_000 }, () => 0x5d), ...Array.from({ length: 29_999 }, () => 0x61), 0x2e])
  let depth = 0
  for (let node = treeOf(deep).root; node?.children[0]; node = node.children[0]) depth++
  expect(depth).toBeGreaterThan(100)
  expect(depth).toBeLessThan(1_000)
})

test('a pickle that is cut off shows what there was, and says why it ends', () => {
  const { root, error } = treeOf(proxyReply.subarray(0, 60))
  expect(error).toMatch(/./)
  expect(root).toBeDefined()
})

test('opcodes that find nothing on the stack are an error, not a crash', () => {
  expect(treeOf(bytesOf('8004862e')).error).toBe('TUPLE2 at 2: 2 values were expected on the stack, there are fewer')
  expect(treeOf(bytesOf('800468072e')).error).toBe('BINGET at 2: nothing is remembered under 7')
})
