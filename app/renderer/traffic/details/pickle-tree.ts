/**
 * The value in a pickle as a tree whose nodes know their bytes. It follows the opcodes with a stack, as loading would,
 * and makes nothing but nodes: no class is looked up, nothing runs.
 */
import type { Opcode } from 'multiprocessing/pickle'
import type { ByteRange } from './hex.ts'
import type { TreeNode } from './tree.ts'

/** A node while it is made. */
interface Draft {
  start: number
  end: number
  kind: 'value' | 'tuple' | 'list' | 'dict' | 'set' | 'frozenset' | 'global' | 'object' | 'again'
  /** Repr of a value, name of a global, type's name of an object. */
  text: string
  module?: string
  items: Draft[]
  /** Of a dict and of an object's state: keys and values in turn. */
  pairs: Draft[]
  named?: readonly { readonly key: string; readonly value: Draft }[]
}

export interface PickleTree {
  readonly root: TreeNode | undefined
  /** Why the tree is not whole. */
  readonly error: string | undefined
}

/** Containers of plain values up to this long are written in one line. */
const INLINE_LENGTH = 48
const MARK = Symbol('mark')

export function pickleTree(opcodes: readonly Opcode[]): PickleTree {
  const machine = new Machine()
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
  return { root: top && nodeOf(top, undefined, undefined), error }
}

/** An opcode found something else on the stack than it needs. */
class StackError extends Error {
  override name = 'StackError'
}

class Machine {
  readonly #stack: (Draft | typeof MARK)[] = []
  readonly #marks: number[] = []
  readonly #memo = new Map<number, Draft>()

  get top(): Draft | undefined {
    return this.#stack.findLast((entry) => entry !== MARK)
  }

  step(opcode: Opcode): void {
    const { argument } = opcode
    switch (opcode.opcode) {
      case 'PROTO':
      case 'FRAME':
      case 'STOP':
      case 'READONLY_BUFFER':
        return
      case 'MARK':
        this.#stack.push(MARK)
        this.#marks.push(opcode.offset)
        return
      case 'NONE':
        return this.#push(opcode, 'value', 'None')
      case 'NEWTRUE':
        return this.#push(opcode, 'value', 'True')
      case 'NEWFALSE':
        return this.#push(opcode, 'value', 'False')
      case 'EMPTY_TUPLE':
        return this.#push(opcode, 'tuple', 'tuple')
      case 'EMPTY_LIST':
        return this.#push(opcode, 'list', 'list')
      case 'EMPTY_DICT':
        return this.#push(opcode, 'dict', 'dict')
      case 'EMPTY_SET':
        return this.#push(opcode, 'set', 'set')
      case 'TUPLE1':
        return this.#gather(opcode, 'tuple', this.#take(1))
      case 'TUPLE2':
        return this.#gather(opcode, 'tuple', this.#take(2))
      case 'TUPLE3':
        return this.#gather(opcode, 'tuple', this.#take(3))
      case 'TUPLE':
        return this.#gatherMarked(opcode, 'tuple')
      case 'LIST':
        return this.#gatherMarked(opcode, 'list')
      case 'FROZENSET':
        return this.#gatherMarked(opcode, 'frozenset')
      case 'DICT':
        return this.#gatherMarked(opcode, 'dict')
      case 'APPEND':
        return this.#extend(opcode, this.#take(1))
      case 'APPENDS':
      case 'ADDITEMS':
        return this.#extend(opcode, this.#takeMarked().items)
      case 'SETITEM':
        return this.#extend(opcode, this.#take(2))
      case 'SETITEMS':
        return this.#extend(opcode, this.#takeMarked().items)
      case 'POP':
        if (this.#stack.at(-1) === MARK) this.#takeMarked()
        else this.#take(1)
        return
      case 'POP_MARK':
        this.#takeMarked()
        return
      case 'DUP':
        return void this.#stack.push(this.#peek())
      case 'MEMOIZE':
        return void this.#memo.set(this.#memo.size, this.#peek())
      case 'PUT':
      case 'BINPUT':
      case 'LONG_BINPUT':
        return void this.#memo.set(Number(argument?.value), this.#peek())
      case 'GET':
      case 'BINGET':
      case 'LONG_BINGET':
        return this.#pushAgain(opcode, Number(argument?.value))
      case 'GLOBAL': {
        const [module = '', name = ''] = argument?.value as string[]
        return this.#pushGlobal(opcode, opcode.offset, module, name)
      }
      case 'STACK_GLOBAL': {
        const [module, name] = this.#take(2)
        return this.#pushGlobal(opcode, module?.start ?? opcode.offset, plain(module), plain(name))
      }
      case 'REDUCE':
      case 'NEWOBJ': {
        const [callable, args] = this.#take(2)
        return this.#pushObject(opcode, callable, args?.items ?? [], [])
      }
      case 'NEWOBJ_EX': {
        const [callable, args, kwds] = this.#take(3)
        return this.#pushObject(opcode, callable, args?.items ?? [], kwds?.pairs ?? [])
      }
      case 'OBJ': {
        const [callable, ...args] = this.#takeMarked().items
        return this.#pushObject(opcode, callable, args, [])
      }
      case 'INST': {
        const [module = '', name = ''] = argument?.value as string[]
        const marked = this.#takeMarked()
        const made = draft('object', name, marked.start, opcode)
        made.module = module
        made.items = marked.items
        return void this.#stack.push(made)
      }
      case 'BUILD': {
        const [state] = this.#take(1)
        const object = this.#peek()
        if (state) build(object, state)
        object.end = end(opcode)
        return
      }
      default:
        // Everything else pushes one plain value, written as its argument.
        return this.#push(opcode, 'value', argument?.text ?? opcode.opcode)
    }
  }

  #push(opcode: Opcode, kind: Draft['kind'], text: string): void {
    this.#stack.push(draft(kind, text, opcode.offset, opcode))
  }

  /** The same value once more: a plain one is shown again, a container only named, since it may hold itself. */
  #pushAgain(opcode: Opcode, number: number): void {
    const known = this.#memo.get(number)
    if (!known) throw new StackError(`nothing is remembered under ${number}`)
    const copy = draft(known.kind === 'value' || known.kind === 'global' ? known.kind : 'again', known.text, opcode.offset, opcode)
    if (known.module !== undefined) copy.module = known.module
    this.#stack.push(copy)
  }

  #pushGlobal(opcode: Opcode, start: number, module: string, name: string): void {
    const made = draft('global', name, start, opcode)
    made.module = module
    this.#stack.push(made)
  }

  #pushObject(opcode: Opcode, callable: Draft | undefined, args: Draft[], pairs: Draft[]): void {
    const made = draft('object', callable?.text ?? 'object', callable?.start ?? opcode.offset, opcode)
    if (callable?.module !== undefined) made.module = callable.module
    made.items = args
    made.pairs = pairs
    this.#stack.push(made)
  }

  #gather(opcode: Opcode, kind: 'tuple', items: Draft[]): void {
    const made = draft(kind, kind, items[0]?.start ?? opcode.offset, opcode)
    made.items = items
    this.#stack.push(made)
  }

  #gatherMarked(opcode: Opcode, kind: 'tuple' | 'list' | 'dict' | 'frozenset'): void {
    const { items, start } = this.#takeMarked()
    const made = draft(kind, kind, start, opcode)
    if (kind === 'dict') made.pairs = items
    else made.items = items
    this.#stack.push(made)
  }

  #extend(opcode: Opcode, items: Draft[]): void {
    const container = this.#peek()
    if (container.kind === 'dict' || (container.kind === 'object' && opcode.opcode.startsWith('SETITEM'))) container.pairs.push(...items)
    else container.items.push(...items)
    container.end = end(opcode)
  }

  #peek(): Draft {
    const top = this.#stack.at(-1)
    if (top === undefined || top === MARK) throw new StackError('a value was expected on the stack, there is none')
    return top
  }

  #take(count: number): Draft[] {
    const taken = this.#stack.splice(Math.max(0, this.#stack.length - count))
    if (taken.length < count || taken.includes(MARK)) throw new StackError(`${count} values were expected on the stack, there are fewer`)
    return taken as Draft[]
  }

  #takeMarked(): { items: Draft[]; start: number } {
    const at = this.#stack.lastIndexOf(MARK)
    const start = this.#marks.pop()
    if (at === -1 || start === undefined) throw new StackError('a mark was expected on the stack, there is none')
    const items = this.#stack.splice(at).slice(1) as Draft[]
    return { items, start }
  }
}

const end = (opcode: Opcode): number => opcode.offset + opcode.size

function draft(kind: Draft['kind'], text: string, start: number, opcode: Opcode): Draft {
  return { kind, text, start, end: end(opcode), items: [], pairs: [] }
}

/** The text of a str that stands on the stack: a module's or a class's name. */
function plain(text: Draft | undefined): string {
  return text?.text.replace(/^(['"])(.*)\1$/, '$2') ?? ''
}

const TOKEN_FIELDS = ['typeid', 'address', 'id']

/** Gives an object its state, under the names of its attributes where these are known. */
function build(object: Draft, state: Draft): void {
  const token = object.module === 'multiprocessing.managers' && object.text === 'Token' && state.kind === 'tuple'
  if (token) object.named = state.items.map((value, index) => ({ key: TOKEN_FIELDS[index] ?? String(index), value }))
  else if (state.kind === 'dict') {
    object.named = pairsOf(state.pairs).map(([key, value]) => ({ key: plain(key), value }))
  } else object.named = [{ key: 'state', value: state }]
}

function pairsOf(flat: readonly Draft[]): [Draft, Draft][] {
  const pairs: [Draft, Draft][] = []
  for (let index = 0; index + 1 < flat.length; index += 2) {
    const [key, value] = [flat[index], flat[index + 1]]
    if (key && value) pairs.push([key, value])
  }
  return pairs
}

/** Names of the parts of a well-known call, by the callable's name. */
const ARGUMENT_NAMES: Readonly<Record<string, readonly string[]>> = {
  RebuildProxy: ['class', 'token', 'serializer', 'kwds'],
  slice: ['start', 'stop', 'step'],
  range: ['start', 'stop', 'step'],
  complex: ['real', 'imag'],
}

/** Turns a finished draft into a node. Depth is bounded by the pickle's own nesting, which the trace limits. */
function nodeOf(from: Draft, key: string | undefined, note: string | undefined): TreeNode {
  const range: ByteRange = { start: from.start, end: from.end }
  const inline = inlineText(from)
  if (inline !== undefined) return { ...range, key, label: inline, isValue: true, note, children: [] }
  switch (from.kind) {
    case 'value':
      return { ...range, key, label: from.text, isValue: true, note, children: [] }
    case 'again':
      return { ...range, key, label: from.text, isValue: false, note: 'the same as above', children: [] }
    case 'global':
      return { ...range, key, label: from.text, isValue: false, note: note ?? from.module, children: [] }
    case 'object': {
      const names = ARGUMENT_NAMES[from.text] ?? []
      const children = from.items.map((item, index) => nodeOf(item, names[index] ?? String(index), undefined))
      for (const [name, value] of pairsOf(from.pairs)) children.push(nodeOf(value, inlineText(name) ?? name.text, undefined))
      for (const { key: name, value } of from.named ?? []) children.push(nodeOf(value, name, undefined))
      return { ...range, key, label: from.text, isValue: false, note: note ?? from.module, children }
    }
    case 'dict': {
      const children = pairsOf(from.pairs).map(([name, value]) => nodeOf(value, inlineText(name) ?? name.text, undefined))
      return { ...range, key, label: 'dict', isValue: false, note: note ?? counted(children.length), children }
    }
    case 'tuple':
    case 'list':
    case 'set':
    case 'frozenset': {
      const children = from.items.map((item, index) => nodeOf(item, String(index), undefined))
      return { ...range, key, label: from.kind, isValue: false, note: note ?? counted(children.length), children }
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
