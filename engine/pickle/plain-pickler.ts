/**
 * Pickles of plain values: text, numbers, lists, tuples, dicts and plain objects. For these the bytes are those of CPython's C
 * pickler, opcode for opcode.
 *
 * One difference of kinds: a JavaScript string has no identity, so equal strings share one memo entry (as far as `TextMemo` goes); in
 * Python only the very same str object does. Python reads both alike.
 *
 * What is called for each value writes its opcodes into the buffer itself, where `save` has seen to there being room for a few.
 *
 * Longer than other files: the cases call one another in a circle.
 */
import { encodeText } from '../values/bytes.ts'
import { Dict } from '../values/dict.ts'
import { Float, isPlainInt } from '../values/float.ts'
import { Tuple } from '../values/tuple.ts'
import * as code from './codes.ts'
import { ObjectMemo } from './object-memo.ts'
import { BATCH_SIZE, DEFAULT_PROTOCOL } from './opcodes.ts'
import { escapeText, writeBigInt, writeBool, writeFloat, writeInt } from './scalars.ts'
import { hashText, TextMemo } from './text-memo.ts'
import { Unpicklable } from './unpicklable.ts'
import { Writer } from './writer.ts'

/** Containers in containers beyond this are refused, before the stack of calls gives out. CPython's own limit is about the same. */
const DEPTH_LIMIT = 1000

export abstract class PlainPickler extends Writer {
  protected protocol = DEFAULT_PROTOCOL
  readonly #texts = new TextMemo()
  readonly #objects = new ObjectMemo()
  #memoized = 0
  #depth = 0
  #polluted = false

  /** Writes a whole pickle. */
  protected dumpPlain(value: unknown, protocol: number): Uint8Array {
    this.protocol = protocol
    this.#polluted = prototypePolluted()
    if (protocol >= 2) this.uint8(code.PROTO, protocol)
    if (protocol >= 4) this.openFrame()
    this.save(value)
    this.byte(code.STOP)
    return this.finish()
  }

  /** Makes ready for the next pickle. */
  override clear(): void {
    super.clear()
    this.#texts.clear()
    this.#objects.clear()
    this.#memoized = 0
    this.#depth = 0
  }

  protected save(value: unknown): void {
    if (this.at >= this.limit) this.turn()
    if (typeof value === 'string') this.#saveText(value)
    else if (typeof value === 'number') this.#saveNumber(value)
    else if (value === null) this.bytes[this.at++] = code.NONE
    else if (typeof value === 'object') this.#saveObject(value)
    else this.#saveRare(value)
  }

  #saveNumber(value: number): void {
    const int = value | 0
    if (int !== value || this.protocol === 0 || (int === 0 && 1 / value < 0)) this.#saveOtherNumber(value)
    else if (int >= 0 && int <= 0xff) {
      this.bytes[this.at++] = code.BININT1
      this.bytes[this.at++] = int
    } else {
      this.int(int)
    }
  }

  #saveOtherNumber(value: number): void {
    if (isPlainInt(value)) writeInt(this, this.protocol, value)
    else writeFloat(this, this.protocol, value)
  }

  /** What is no text, number or object. */
  #saveRare(value: unknown): void {
    switch (typeof value) {
      case 'boolean':
        return writeBool(this, this.protocol, value)
      case 'bigint':
        return writeBigInt(this, this.protocol, value)
      case 'function':
      case 'symbol':
        throw new Unpicklable(value)
      default:
        return this.byte(code.NONE)
    }
  }

  #saveObject(value: object): void {
    const prototype: unknown = Object.getPrototypeOf(value)
    if (prototype === Float.prototype) return writeFloat(this, this.protocol, (value as Float).valueOf())
    if (++this.#depth > DEPTH_LIMIT) throw new Unpicklable(value, `is nested more than ${DEPTH_LIMIT} deep`)
    if ((prototype === Object.prototype && !this.#polluted) || prototype === null) this.#saveRecord(value as Record<string, unknown>)
    else if (prototype === Array.prototype) this.saveList(value as unknown[])
    else if (prototype === Tuple.prototype) this.saveTuple(value as Tuple)
    else if (prototype === Dict.prototype) this.saveDict(value as Dict)
    else if (prototype === Object.prototype) this.saveDict(new Map(Object.entries(value)), value)
    else this.saveOther(value)
    this.#depth--
  }

  /** Objects of all other classes. */
  protected abstract saveOther(value: object): void

  // Text

  /** @returns its memo number */
  #saveText(value: string): number {
    const index = this.#memoized
    // Written, hashed and memoized in one go; taken back if it was there before.
    const start = this.protocol >= 4 ? this.text(value) : -1
    const known = this.#texts.meet(value, start >= 0 ? this.textHash : hashText(value), index)
    if (known >= 0) {
      if (start >= 0) this.takeBack(start)
      this.get(known)
      return known
    }
    if (start >= 0) this.#memoized = index + 1
    else {
      this.#writeText(value)
      this.remember()
    }
    return index
  }

  /** The key of a plain object: most often that of the objects before it. */
  #saveKey(value: string): void {
    if (this.at >= this.limit) this.turn()
    const known = this.#texts.findKey(value)
    if (known >= 0 && known <= 0xff && this.protocol > 0) {
      this.bytes[this.at++] = code.BINGET
      this.bytes[this.at++] = known
      return
    }
    if (known >= 0) return this.get(known)
    const index = this.#saveText(value)
    this.#texts.addKey(value, index)
  }

  #writeText(value: string): void {
    if (this.protocol === 0) return this.latin1(`V${escapeText(value)}\n`)
    const encoded = encodeText(value)
    if (encoded.length <= 0xff && this.protocol >= 4) this.block(code.SHORT_BINUNICODE, 1, encoded)
    else if (encoded.length <= 0xffffffff) this.block(code.BINUNICODE, 4, encoded)
    else if (this.protocol >= 4) this.block(code.BINUNICODE8, 8, encoded)
    else throw new Unpicklable(value, 'is a text of more than 4 GiB, which needs protocol 4')
  }

  // Containers

  protected saveTuple(value: Tuple): void {
    if (value.length === 0) return this.saveEmptyTuple()
    const place = this.#objects.meet(value, value[0])
    const known = this.#objects.number(place)
    if (known >= 0) return this.get(known)
    const small = this.pushItems(value)
    const recursive = this.#objects.number(place)
    if (recursive >= 0) {
      // The tuple was in itself, through a list or dict: what was pushed is dropped, and the one made inside is taken.
      if (small || this.protocol === 0) for (let count = small ? value.length : value.length + 1; count > 0; count--) this.byte(code.POP)
      else this.byte(code.POP_MARK)
      return this.get(recursive)
    }
    this.byte(small ? code.TUPLE1 + value.length - 1 : code.TUPLE)
    this.#objects.remember(place, this.remember())
  }

  protected saveEmptyTuple(): void {
    if (this.protocol > 0) this.byte(code.EMPTY_TUPLE)
    else this.latin1('(t')
  }

  /** @returns whether there are so few that they need no mark */
  protected pushItems(items: readonly unknown[]): boolean {
    const { length } = items
    const small = length <= 3 && this.protocol >= 2
    if (!small) this.byte(code.MARK)
    for (let index = 0; index < length; index++) this.save(items[index])
    return small
  }

  protected saveList(value: readonly unknown[]): void {
    if (this.#begin(value, value[0], code.EMPTY_LIST, code.LIST)) return
    this.appendItems(value)
  }

  protected appendItems(items: readonly unknown[]): void {
    const { length } = items
    const single = this.protocol === 0 || length === 1
    for (let start = 0; start < length; start += BATCH_SIZE) {
      const end = Math.min(length, start + BATCH_SIZE)
      if (!single) this.byte(code.MARK)
      for (let index = start; index < end; ) {
        if (!single && typeof items[index] === 'number') {
          if (this.at >= this.limit) this.turn()
          const next = this.numbers(items, index, end)
          if (next > index) {
            index = next
            continue
          }
        }
        this.save(items[index++])
        if (single) this.byte(code.APPEND)
      }
      if (!single) this.byte(code.APPENDS)
    }
  }

  /**
   * A plain object. Not by Object.keys(): in a loop like this engines walk along an object's layout, and read its properties
   * without looking them up. What is first is kept until it is known whether there is more, since one item needs no mark.
   */
  #saveRecord(value: Readonly<Record<string, unknown>>): void {
    let size = 0
    let firstKey = ''
    let first: unknown
    for (const key in value) {
      const item = value[key]
      if (size === 0) {
        firstKey = key
        first = item
        size = 1
        continue
      }
      if (size === 1) {
        if (this.#begin(value, first, code.EMPTY_DICT, code.DICT)) return
        if (this.protocol > 0) this.byte(code.MARK)
        this.#saveKey(firstKey)
        this.save(first)
        this.endItem(this.protocol > 0, 0)
      }
      this.#saveKey(key)
      this.save(item)
      this.endItem(this.protocol > 0, size++)
    }
    if (size > 1) return this.protocol > 0 ? this.byte(code.SETITEMS) : undefined
    if (this.#begin(value, first, code.EMPTY_DICT, code.DICT) || size === 0) return
    this.#saveKey(firstKey)
    this.save(first)
    this.byte(code.SETITEM)
  }

  protected saveDict(value: ReadonlyMap<unknown, unknown>, self: object = value): void {
    if (this.#begin(self, value.size, code.EMPTY_DICT, code.DICT)) return
    if (value.size === 0) return
    const batch = this.startItems(value.size)
    let index = 0
    // Half the time of a loop over pairs, which have to be made.
    value.forEach((item, key) => {
      this.save(key)
      this.save(item)
      this.endItem(batch, index++)
    })
    if (batch) this.byte(code.SETITEMS)
  }

  /** @returns whether the items are set in batches */
  protected startItems(size: number): boolean {
    const batch = this.protocol > 0 && size > 1
    if (batch) this.byte(code.MARK)
    return batch
  }

  /** Ends a batch that is full; as CPython does, also when nothing follows. */
  protected endItem(batch: boolean, index: number): void {
    if (!batch) return this.byte(code.SETITEM)
    if ((index + 1) % BATCH_SIZE !== 0) return
    this.byte(code.SETITEMS)
    this.byte(code.MARK)
  }

  /**
   * A new empty list or dict, remembered before anything is put into it: one opcode, or since protocol 0 has none, a mark and the
   * opcode that takes what is above it.
   * @returns whether it was there before, so that nothing is left to do
   */
  #begin(value: object, first: unknown, empty: number, above: number): boolean {
    const place = this.#objects.meet(value, first)
    const known = this.#objects.number(place)
    if (known >= 0) {
      this.get(known)
      return true
    }
    if (this.protocol >= 4) {
      this.bytes[this.at++] = empty
      this.bytes[this.at++] = code.MEMOIZE
      this.#objects.remember(place, this.#memoized++)
      return false
    }
    if (this.protocol === 0) this.byte(code.MARK)
    this.byte(this.protocol === 0 ? above : empty)
    this.#objects.remember(place, this.remember())
    return false
  }

  // Memo

  protected get(index: number): void {
    if (this.protocol === 0) this.latin1(`g${index}\n`)
    else if (index <= 0xff) this.uint8(code.BINGET, index)
    else this.int32(code.LONG_BINGET, index)
  }

  /** Gives the value on top of the stack a memo number. */
  protected remember(): number {
    const index = this.#memoized++
    if (this.protocol >= 4) this.byte(code.MEMOIZE)
    else if (this.protocol === 0) this.latin1(`p${index}\n`)
    else if (index <= 0xff) this.uint8(code.BINPUT, index)
    else this.int32(code.LONG_BINPUT, index)
    return index
  }
}

/** Whether somebody has given all objects a property that loops over their own properties would meet. */
function prototypePolluted(): boolean {
  for (const _key in Object.prototype) return true
  return false
}
