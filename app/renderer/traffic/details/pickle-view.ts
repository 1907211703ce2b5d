/** A pickled message: disassembled, never loaded. */
import type { Frame } from 'multiprocessing/inspect'
import { disassemble, type Opcode } from 'multiprocessing/pickle'
import type { Content, ContentView, Part } from './content-view.ts'
import { pickleTree } from './pickle-tree.ts'
import type { TreeNode } from './tree.ts'

const PROTO = 0x80
const STOP = 0x2e

export const pickleView: ContentView = {
  name: 'Pickle',
  // Since protocol 2 a pickle says so in its first byte; older ones are told by their end and by making sense.
  matches: ({ payload, kind, truncated }) => {
    if (payload[0] === PROTO) return true
    if (kind !== 'message' && kind !== 'unreadable') return true
    return !truncated && payload.at(-1) === STOP && disassemble(payload).at(-1)?.error === undefined
  },
  read: (frame) => {
    const opcodes = disassemble(frame.payload)
    const { root, error } = pickleTree(opcodes)
    return {
      roots: root ? [named(root, frame)] : [],
      title: 'Pickle',
      lead: `${protocolWords(opcodes)}disassembled, never loaded`,
      parts: opcodes.map(partOf),
      problem: frame.truncated ? `The trace kept the first ${frame.payload.length} of ${frame.size} bytes.` : error,
    } satisfies Content
  },
}

function protocolWords(opcodes: readonly Opcode[]): string {
  const first = opcodes[0]
  return first?.opcode === 'PROTO' ? `protocol ${first.argument?.text ?? ''}, ` : ''
}

/** Opcodes whose effect is not plain from their name. */
const NOTES: Readonly<Record<string, string>> = {
  BUILD: 'sets the state',
  NEWOBJ: 'makes an instance',
  NEWOBJ_EX: 'makes an instance',
  REDUCE: 'would call it',
  STACK_GLOBAL: 'would import it',
  GLOBAL: 'would import it',
}

/** What a pickler remembers is said where it is used again. */
const MEMO: ReadonlySet<string> = new Set(['MEMOIZE', 'PUT', 'BINPUT', 'LONG_BINPUT'])

function partOf(opcode: Opcode): Part {
  return {
    start: opcode.offset,
    end: opcode.offset + opcode.size,
    name: opcode.opcode,
    value: opcode.argument?.text ?? '',
    note: opcode.error ?? NOTES[opcode.opcode],
    meaning: meaningOf(opcode),
    failed: opcode.error !== undefined,
    quiet: MEMO.has(opcode.opcode),
  }
}

/** `SHORT_BINUNICODE, length 3, 'Bed'`; without an argument, what the opcode does. */
function meaningOf(opcode: Opcode): string {
  const { argument } = opcode
  if (opcode.error !== undefined) return opcode.error
  if (!argument) return `${opcode.opcode}, ${opcode.meaning}`
  const length = typeof argument.value === 'string' || argument.value instanceof Uint8Array ? `, length ${lengthOf(argument.value)}` : ''
  return `${opcode.opcode}${length}, ${argument.text}`
}

function lengthOf(value: string | Uint8Array): number {
  return typeof value === 'string' ? new TextEncoder().encode(value).length : value.length
}

const REQUEST = ['ident', 'method', 'arguments', 'keywords'] as const

/** The tree with words beside the parts that the manager protocol gives a meaning. */
function named(root: TreeNode, frame: Frame): TreeNode {
  if (frame.method !== undefined && !frame.kind.startsWith('#')) return withNotes(root, REQUEST)
  if (!frame.kind.startsWith('#')) return root
  const [, value] = root.children
  const inner = value === undefined ? undefined : replyNotes(value, frame)
  return withNotes({ ...root, children: root.children.map((child, index) => (index === 1 && inner ? inner : child)) }, ['reply kind'])
}

function replyNotes(value: TreeNode, frame: Frame): TreeNode {
  if (frame.kind === '#PROXY') return withNotes(value, ['exposed'])
  if (frame.reference) return withNotes(value, ['ident', 'exposed'])
  return value
}

function withNotes(node: TreeNode, notes: readonly string[]): TreeNode {
  return {
    ...node,
    children: node.children.map((child, index) => {
      const note = notes[index]
      return note === undefined ? child : { ...child, note: child.note === undefined ? note : `${note}, ${child.note}` }
    }),
  }
}
