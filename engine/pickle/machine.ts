/**
 * The machine that a pickle is a program for: a stack with marks, a memo, and what the opcodes do to lists, dicts and sets.
 * Each value on it is Python's; nothing here knows a byte.
 */
import { UnpicklingError } from '../errors.ts'
import { Dict } from '../values/dict.ts'
import { FrozenSet, PySet } from '../values/set.ts'
import { Tuple, tupleOf } from '../values/tuple.ts'
import { distinct, distinctItems } from './distinct.ts'
import type { Limits } from './limits.ts'
import { Opaque } from './opaque.ts'
import type { Reader } from './reader.ts'

export class Machine {
  readonly #reader: Reader
  readonly #limits: Limits
  /** Values up to `#top`; what is above is left over. Shortening the array would have it moved again and again. */
  readonly #stack: unknown[] = []
  #top = 0
  /** Heights of the stack at which there is a mark. */
  readonly #marks: number[] = []
  /** Height of the topmost mark; 0 without one. */
  #floor = 0
  readonly #memo: unknown[] = []
  /** Memo entries under numbers that leave gaps; no pickler writes such. */
  #sparse: Map<number, unknown> | undefined
  #nodes = 0

  constructor(reader: Reader, limits: Limits) {
    this.#reader = reader
    this.#limits = limits
  }

  // Stack

  push(value: unknown): void {
    this.#stack[this.#top++] = value
  }

  /** Pushes a container or object, and counts it. */
  pushNode(value: unknown): void {
    this.#stack[this.#top++] = value
    if (++this.#nodes > this.#limits.nodes) throw this.#reader.error(`more containers and objects than the limit nodes=${this.#limits.nodes}`)
  }

  /** @throws UnpicklingError when too many values wait */
  checkHeight(): void {
    if (this.#top > this.#limits.stack) throw this.#reader.error(`more values wait on the stack than the limit stack=${this.#limits.stack}`)
  }

  mark(): void {
    this.#marks.push(this.#top)
    this.#floor = this.#top
    if (this.#marks.length > this.#limits.depth) throw this.#reader.error(`more marks are open than the limit depth=${this.#limits.depth}`)
  }

  /** Where the values above the topmost mark begin. The mark is gone. */
  popMark(): number {
    const mark = this.#marks.pop()
    if (mark === undefined) throw this.#reader.error('a mark was expected on the stack')
    this.#floor = this.#marks.at(-1) ?? 0
    return mark
  }

  /** Where the topmost `count` values begin, of those above the topmost mark. */
  height(count: number): number {
    const height = this.#top - count
    if (height < this.#floor) throw this.#reader.error(`${count} value${count === 1 ? ' was' : 's were'} expected on the stack`)
    return height
  }

  /** The value on top. */
  peek(): unknown {
    return this.#stack[this.height(1)]
  }

  /** Takes the values from `height` on. */
  take(height: number): unknown[] {
    const taken = this.#stack.slice(height, this.#top)
    this.#top = height
    return taken
  }

  /** `POP`: the value on top, or the mark if that is there. */
  pop(): void {
    if (this.#marks.length > 0 && this.#floor === this.#top) {
      this.popMark()
      return
    }
    this.#top = this.height(1)
    if (this.#top > this.#floor) keepSetter(this.#stack[this.#top], this.#stack[this.#top - 1])
  }

  /** The value below `height`, which a container has to be. */
  #below(height: number): unknown {
    if (height <= this.#floor) throw this.#reader.error('a value was expected on the stack below the mark')
    return this.#stack[height - 1]
  }

  // Memo

  /** `MEMOIZE` */
  memoize(): void {
    this.put(this.#memo.length + (this.#sparse?.size ?? 0))
  }

  put(index: number): void {
    const value = this.#stack[this.height(1)]
    const memo = this.#memo
    if (memo.length + (this.#sparse?.size ?? 0) >= this.#limits.memo) throw this.#reader.error(`more memo entries than the limit memo=${this.#limits.memo}`)
    if (index <= memo.length) {
      memo[index] = value
    } else {
      this.#sparse ??= new Map()
      this.#sparse.set(index, value)
    }
  }

  get(index: number): void {
    const value = index < this.#memo.length ? this.#memo[index] : this.#sparse?.get(index)
    if (value === undefined) throw this.#reader.error(`there is no memo entry ${index}`)
    this.push(value)
  }

  /** What was remembered of an object under way is now the object itself. */
  replace(object: unknown, made: unknown): void {
    for (let index = this.#memo.length - 1; index >= 0; index--) if (this.#memo[index] === object) this.#memo[index] = made
    for (const [index, value] of this.#sparse ?? []) if (value === object) this.#sparse!.set(index, made)
  }

  // Containers

  tuple(height: number): void {
    const made = tupleOf(this.#stack, height, this.#top)
    this.#top = height
    this.pushNode(made)
  }

  list(height: number): void {
    this.pushNode(this.take(height))
  }

  append(height: number): void {
    const target = this.#below(height)
    // Nothing appended leaves no trace: written again it would not be there.
    const list = target instanceof Opaque ? height === this.#top ? [] : (target.items ??= []) : target
    if (!Array.isArray(list) || list instanceof Tuple) throw this.#reader.error('a list was expected below the items on the stack')
    const stack = this.#stack
    for (let index = height; index < this.#top; index++) list.push(stack[index])
    this.#top = height
  }

  dict(height: number): void {
    const items = this.take(height)
    if (items.length % 2 === 1) throw this.#reader.error('keys and values were expected in pairs above the mark')
    const made = new Dict()
    this.pushNode(made)
    this.#setAll(made, items, 0, items.length)
  }

  setItems(height: number): void {
    const target = this.#below(height)
    const stack = this.#stack
    if ((this.#top - height) % 2 === 1) throw this.#reader.error('keys and values were expected in pairs above the mark')
    if (target instanceof Dict) {
      this.#setAll(target, stack, height, this.#top)
    } else if (target instanceof Opaque) {
      for (let index = height; index < this.#top; index += 2) (target.entries ??= []).push([stack[index], stack[index + 1]])
    } else {
      throw this.#reader.error('a dict was expected below the keys and values on the stack')
    }
    this.#top = height
  }

  #setAll(target: Dict, items: readonly unknown[], start: number, end: number): void {
    try {
      for (let index = start; index < end; index += 2) {
        const key = items[index]
        target.set(typeof key === 'string' ? key : distinct(key, target), items[index + 1])
      }
    } catch (error) {
      throw this.#pickleError(error)
    }
  }

  addItems(height: number): void {
    const target = this.#below(height)
    if (!(target instanceof PySet)) throw this.#reader.error('a set was expected below the items on the stack')
    try {
      for (let index = height; index < this.#top; index++) target.add(distinct(this.#stack[index], target))
    } catch (error) {
      throw this.#pickleError(error)
    }
    this.#top = height
  }

  frozenSet(height: number): void {
    const items = this.take(height)
    try {
      this.pushNode(new FrozenSet(distinctItems(items)))
    } catch (error) {
      throw this.#pickleError(error)
    }
  }

  /** Errors of keys, such as `unhashable type: 'list'`, are the pickle's. */
  #pickleError(error: unknown): UnpicklingError {
    if (error instanceof UnpicklingError) return error
    return this.#reader.error(error instanceof Error ? error.message : String(error))
  }
}

/** A call whose result is dropped was made for what it does to its first argument: it gave that its state. */
function keepSetter(dropped: unknown, object: unknown): void {
  if (!(dropped instanceof Opaque) || !(object instanceof Opaque) || dropped.made !== 'reduce') return
  if (dropped.args.length !== 2 || dropped.args[0] !== object) return
  object.setter = dropped.callable
  object.state = dropped.args[1]
}
