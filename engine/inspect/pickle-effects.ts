/**
 * What a pickle would do if somebody loaded it: what it imports, calls and sets, and which attributes it looks up by the way.
 * Told from its opcodes alone: nothing is imported, called or made.
 */
import { disassemble } from '../pickle/index.ts'
import type { Opcode } from '../pickle/index.ts'

/** One opcode that has an effect beyond building a value. */
export interface PickleEffect {
  /** Of the opcode, in bytes. */
  readonly offset: number
  readonly opcode: string
  /** `imports` a module · `calls` something · `makes` an instance, without `__init__` · `sets` the state of an object, by its own `__setstate__` if it has one. */
  readonly kind: 'imports' | 'calls' | 'makes' | 'sets'
  /** What it does that to: `os.system`; `?` where the pickle does not say it plainly. */
  readonly name: string
  /**
   * Attributes that are looked up to get there, which no line of the pickle shows as such: `path.join` of `os.path.join`
   * in a dotted name, or the second argument of `getattr`.
   */
  readonly attribute: string | undefined
}

type Item =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'global'; readonly name: string }
  | { readonly kind: 'tuple'; readonly items: readonly Item[] }
  | { readonly kind: 'made'; readonly name: string }
  | { readonly kind: 'other' }
const OTHER: Item = { kind: 'other' }
const MARK = Symbol('mark')

/** Effects in the order in which they would happen. Damaged bytes tell what comes before the damage. */
export function pickleEffects(payload: Uint8Array): readonly PickleEffect[] {
  const reader = new EffectReader()
  for (const opcode of disassemble(payload)) {
    if (opcode.error !== undefined) break
    reader.step(opcode)
  }
  return reader.effects
}

class EffectReader {
  readonly effects: PickleEffect[] = []
  readonly #stack: (Item | typeof MARK)[] = []
  readonly #memo = new Map<number, Item>()

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
        return
      case 'POP':
        this.#stack.pop()
        return
      case 'POP_MARK':
        this.#marked()
        return
      case 'DUP':
        return this.#push(this.#top)
      case 'MEMOIZE':
        return void this.#memo.set(this.#memo.size, this.#top)
      case 'PUT':
      case 'BINPUT':
      case 'LONG_BINPUT':
        return void this.#memo.set(Number(argument?.value), this.#top)
      case 'GET':
      case 'BINGET':
      case 'LONG_BINGET':
        return this.#push(this.#memo.get(Number(argument?.value)) ?? OTHER)
      case 'EMPTY_TUPLE':
        return this.#push({ kind: 'tuple', items: [] })
      case 'TUPLE1':
        return this.#push({ kind: 'tuple', items: this.#take(1) })
      case 'TUPLE2':
        return this.#push({ kind: 'tuple', items: this.#take(2) })
      case 'TUPLE3':
        return this.#push({ kind: 'tuple', items: this.#take(3) })
      case 'TUPLE':
        return this.#push({ kind: 'tuple', items: this.#marked() })
      case 'LIST':
      case 'DICT':
      case 'FROZENSET':
        this.#marked()
        return this.#push(OTHER)
      case 'APPEND':
        return void this.#take(1)
      case 'SETITEM':
        return void this.#take(2)
      case 'APPENDS':
      case 'SETITEMS':
      case 'ADDITEMS':
        return void this.#marked()
      case 'GLOBAL': {
        const [module, name] = namesIn(opcode)
        return this.#import(opcode, module, name)
      }
      case 'STACK_GLOBAL': {
        const [module, name] = this.#take(2)
        return this.#import(opcode, textOf(module), textOf(name))
      }
      case 'EXT1':
      case 'EXT2':
      case 'EXT4':
        this.#tell(opcode, 'imports', `extension ${argument?.text ?? '?'}`)
        return this.#push({ kind: 'global', name: '?' })
      case 'PERSID':
        return this.#push(OTHER)
      case 'BINPERSID':
        this.#take(1)
        return this.#push(OTHER)
      case 'REDUCE': {
        const [callable, args] = this.#take(2)
        return this.#call(opcode, 'calls', callable, args?.kind === 'tuple' ? args.items : [])
      }
      case 'NEWOBJ': {
        const [type, args] = this.#take(2)
        return this.#call(opcode, 'makes', type, args?.kind === 'tuple' ? args.items : [])
      }
      case 'NEWOBJ_EX': {
        const [type, args] = this.#take(3)
        return this.#call(opcode, 'makes', type, args?.kind === 'tuple' ? args.items : [])
      }
      case 'OBJ': {
        const [type, ...args] = this.#marked()
        return this.#call(opcode, 'calls', type, args)
      }
      case 'INST': {
        const [module, name] = namesIn(opcode)
        const args = this.#marked()
        this.#import(opcode, module, name)
        return this.#call(opcode, 'calls', this.#take(1)[0], args)
      }
      case 'BUILD': {
        this.#take(1)
        this.#tell(opcode, 'sets', nameOf(this.#top))
        return
      }
      default:
        return this.#push(typeof argument?.value === 'string' ? { kind: 'text', text: argument.value } : OTHER)
    }
  }

  get #top(): Item {
    const top = this.#stack.at(-1)
    return top === undefined || top === MARK ? OTHER : top
  }

  #push(item: Item): void {
    this.#stack.push(item)
  }

  #take(count: number): Item[] {
    const items = this.#stack.splice(Math.max(0, this.#stack.length - count))
    return items.map((item) => (item === MARK ? OTHER : item))
  }

  #marked(): Item[] {
    const at = this.#stack.lastIndexOf(MARK)
    return this.#stack.splice(Math.max(0, at)).slice(1) as Item[]
  }

  #import(opcode: Opcode, module: string, name: string): void {
    const full = `${module}.${name}`
    this.#tell(opcode, 'imports', full, name.includes('.') ? name : undefined)
    this.#push({ kind: 'global', name: full })
  }

  #call(opcode: Opcode, kind: 'calls' | 'makes', callable: Item | undefined, args: readonly Item[]): void {
    const name = nameOf(callable)
    const isLookup = /^(?:builtins|__builtin__)\.getattr$|^operator\.(?:attrgetter|methodcaller)$/.test(name)
    const attribute = isLookup ? textOf(args[name.endsWith('getattr') ? 1 : 0]) : undefined
    this.#tell(opcode, kind, name, attribute)
    const target = isLookup && args.length === 2 ? `${nameOf(args[0])}.${attribute ?? '?'}` : `${name}(…)`
    this.#push({ kind: 'made', name: target })
  }

  #tell(opcode: Opcode, kind: PickleEffect['kind'], name: string, attribute?: string): void {
    this.effects.push({ offset: opcode.offset, opcode: opcode.opcode, kind, name, attribute })
  }
}

/** Module and name, as `GLOBAL` and `INST` have them. */
function namesIn({ argument }: Opcode): [string, string] {
  const value: unknown = argument?.value
  const [module = '?', name = '?'] = Array.isArray(value) ? value.map(String) : String(argument?.text ?? '').split(' ')
  return [module, name]
}

function textOf(item: Item | undefined): string {
  return item?.kind === 'text' ? item.text : '?'
}

function nameOf(item: Item | undefined): string {
  return item?.kind === 'global' || item?.kind === 'made' ? item.name : '?'
}
