/** The value in a pickle as a tree whose nodes know their bytes. */
import type { Opcode } from 'multiprocessing/pickle'
import type { ByteRange } from './hex.ts'
import { pairsOf, PickleMachine, StackError, type Draft } from './pickle-machine.ts'
import type { TreeNode } from './tree.ts'

export interface PickleTree {
  readonly root: TreeNode | undefined
  /** Why the tree is not whole. */
  readonly error: string | undefined
}

/** Containers of plain values up to this long are written in one line. */
const INLINE_LENGTH = 48
/** Values nested deeper than this are named only. */
const DEEPEST = 200

export function pickleTree(opcodes: readonly Opcode[]): PickleTree {
  const machine = new PickleMachine()
  let error = opcodes.at(-1)?.error
  for (const opcode of opcodes) {
    if (opcode.error !== undefined) break
    try {
      machine.step(opcode)
    } catch (problem) {
      if (!(problem instanceof StackError)) throw problem
      error = `${opcode.opcode} at ${opcode.offset}: ${problem.message}`
      break
    }
  }
  const top = machine.top
  return { root: top && nodeOf(top, undefined, 0), error }
}

/** Names of the parts of a well-known call, by the callable's name. */
const ARGUMENT_NAMES: Readonly<Record<string, readonly string[]>> = {
  RebuildProxy: ['class', 'token', 'serializer', 'kwds'],
  slice: ['start', 'stop', 'step'],
  range: ['start', 'stop', 'step'],
  complex: ['real', 'imag'],
}

/** Turns a finished draft into a node. */
function nodeOf(from: Draft, key: string | undefined, depth: number): TreeNode {
  const range: ByteRange = { start: from.start, end: from.end }
  const inline = inlineText(from)
  if (inline !== undefined) return { ...range, key, label: inline, isValue: true, note: undefined, children: [] }
  if (depth > DEEPEST) return { ...range, key, label: from.text, isValue: false, note: 'nested deeper than is shown', children: [] }
  const below = depth + 1
  switch (from.kind) {
    case 'value':
      return { ...range, key, label: from.text, isValue: true, note: undefined, children: [] }
    case 'again':
      return { ...range, key, label: from.text, isValue: false, note: 'the same as above', children: [] }
    case 'global':
      return { ...range, key, label: from.text, isValue: false, note: from.module, children: [] }
    case 'object': {
      const names = ARGUMENT_NAMES[from.text] ?? []
      const children = from.items.map((item, index) => nodeOf(item, names[index] ?? String(index), below))
      for (const [name, value] of pairsOf(from.pairs)) children.push(nodeOf(value, inlineText(name) ?? name.text, below))
      for (const { key: name, value } of from.named ?? []) children.push(nodeOf(value, name, below))
      return { ...range, key, label: from.text, isValue: false, note: from.module, children }
    }
    case 'dict': {
      const children = pairsOf(from.pairs).map(([name, value]) => nodeOf(value, inlineText(name) ?? name.text, below))
      return { ...range, key, label: 'dict', isValue: false, note: counted(children.length), children }
    }
    case 'tuple':
    case 'list':
    case 'set':
    case 'frozenset': {
      const children = from.items.map((item, index) => nodeOf(item, String(index), below))
      return { ...range, key, label: from.kind, isValue: false, note: counted(children.length), children }
    }
  }
}

const counted = (items: number): string => `${items} ${items === 1 ? 'item' : 'items'}`
const BRACKETS = { tuple: ['(', ')'], list: ['[', ']'], set: ['{', '}'], frozenset: ['frozenset({', '})'] } as const

/** A plain value, or a short container of nothing else, as Python writes it. */
function inlineText(from: Draft): string | undefined {
  if (from.kind === 'value') return from.text
  if (from.kind === 'dict') return from.pairs.length === 0 ? '{}' : undefined
  if (from.kind !== 'tuple' && from.kind !== 'list' && from.kind !== 'set' && from.kind !== 'frozenset') return undefined
  if (from.items.some((item) => item.kind !== 'value')) return undefined
  if (from.items.length === 0) return { tuple: '()', list: '[]', set: 'set()', frozenset: 'frozenset()' }[from.kind]
  const [open, close] = BRACKETS[from.kind]
  const comma = from.kind === 'tuple' && from.items.length === 1 ? ',' : ''
  const length = from.items.reduce((sum, item) => sum + item.text.length + 2, 0)
  return length > INLINE_LENGTH ? undefined : `${open}${from.items.map((item) => item.text).join(', ')}${comma}${close}`
}
