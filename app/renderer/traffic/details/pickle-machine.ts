/**
 * Follows the opcodes of a pickle with a stack and a memo, as loading would, and makes nothing but drafts of nodes: no
 * class is looked up, nothing runs.
 */
import type { Opcode } from 'multiprocessing/pickle'

/** A node while it is made. */
export interface Draft {
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

const MARK = Symbol('mark')

/** An opcode found something else on the stack than it needs. */
export class StackError extends Error {
  override name = 'StackError'
}

export class PickleMachine {
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
        return this.#pushAgain(opcode, this.#peek())
      case 'MEMOIZE':
        return void this.#memo.set(this.#memo.size, this.#peek())
      case 'PUT':
      case 'BINPUT':
      case 'LONG_BINPUT':
        return void this.#memo.set(Number(argument?.value), this.#peek())
      case 'GET':
      case 'BINGET':
      case 'LONG_BINGET':
        return this.#pushAgain(opcode, this.#remembered(Number(argument?.value)))
      case 'GLOBAL': {
        const [module, name] = globalNames(opcode)
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
        const [module, name] = globalNames(opcode)
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
  #pushAgain(opcode: Opcode, known: Draft): void {
    const copy = draft(known.kind === 'value' || known.kind === 'global' ? known.kind : 'again', known.text, opcode.offset, opcode)
    if (known.module !== undefined) copy.module = known.module
    this.#stack.push(copy)
  }

  #remembered(number: number): Draft {
    const known = this.#memo.get(number)
    if (!known) throw new StackError(`nothing is remembered under ${number}`)
    return known
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

/** Module and name that are an opcode's argument. */
function globalNames({ argument }: Opcode): readonly [string, string] {
  const [module = '', name = ''] = Array.isArray(argument?.value) ? argument.value.map(String) : []
  return [module, name]
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

/** Keys and values of a flat list. */
export function pairsOf(flat: readonly Draft[]): [Draft, Draft][] {
  const pairs: [Draft, Draft][] = []
  for (let index = 0; index + 1 < flat.length; index += 2) {
    const [key, value] = [flat[index], flat[index + 1]]
    if (key && value) pairs.push([key, value])
  }
  return pairs
}
