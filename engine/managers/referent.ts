/**
 * Objects that a server owns: the few things that the server must know about them beyond their methods.
 *
 * The classes in `types/` say their value through `pythonValue` and their Python name as values do; objects of a
 * learner's own class need neither.
 */
import { PicklingError } from '../errors.ts'
import { registerReduction } from '../pickle/index.ts'
import { MemoryError } from '../values/exceptions.ts'
import { REPR, repr, typeName } from '../values/index.ts'

/** Characters of the longest `repr` that is made. Shared parts count each time: a value of a few bytes may have one without end. */
const REPR_LIMIT = 1 << 24

/** On an object: gives the value that travels when the object itself is sent (`#GETVALUE`, a copy). */
export const pythonValue = Symbol('pythonValue')

/** On an object: its `repr` where Python's shows its address, which here is the ident. */
export const reprAt = Symbol('reprAt')

/** On an object that is held by clients: who holds it now, one line each, for `debug_info`. */
export const heldBy = Symbol('heldBy')

/** On an object: called when the last proxy has gone, or the server stops. For what garbage collection cannot free. */
export const released = Symbol('released')

/** On an object whose Python class is not a builtin: the class's module. */
export const typeModule = Symbol('typeModule')

/** `<class 'list'>`, `<class 'threading.Event'>`, as Python prints a type. */
export function typeRepr(object: unknown): string {
  const named = typeof object === 'object' && object !== null && typeModule in object
  return `<class '${named ? `${String(object[typeModule])}.` : ''}${typeName(object)}'>`
}

/** Says of a class that its objects have no pickle, in Python's words. */
export function refusePickle(type: abstract new (...args: never[]) => object, words: string): void {
  registerReduction(type, () => {
    throw new Unpicklable(words)
  })
}

/** In Python a `TypeError`. */
class Unpicklable extends PicklingError {
  override name = 'TypeError'
}

/** What is sent for an object: its value where it has one, itself otherwise. */
export function valueOf(object: unknown): unknown {
  if (typeof object === 'object' && object !== null && pythonValue in object) {
    return (object as { [pythonValue](): unknown })[pythonValue]()
  }
  return object
}

/**
 * Python's `repr(object)` for an object of the table. `ident` stands for its address in memory.
 * @param maxLength characters after which the rest need not be made
 * @throws MemoryError when it would be longer than anybody could read
 */
export function reprOf(object: unknown, ident: string, maxLength = REPR_LIMIT): string {
  const text = textOf(object, ident, maxLength)
  if (maxLength === REPR_LIMIT && text.length > REPR_LIMIT) throw new MemoryError(`the repr of this ${typeName(object)} has more than ${REPR_LIMIT} characters`)
  return text
}

function textOf(object: unknown, ident: string, maxLength: number): string {
  if (typeof object === 'object' && object !== null) {
    if (reprAt in object) return (object as { [reprAt](ident: string): string })[reprAt](ident)
    if (REPR in object) return repr(object, { maxLength })
    if ('__repr__' in object && typeof object.__repr__ === 'function') return String(Reflect.apply(object.__repr__, object, []))
    if (isPlain(object)) return repr(object, { maxLength })
    const own = (object as { toString?: unknown }).toString
    if (typeof own === 'function' && own !== Object.prototype.toString) return String(Reflect.apply(own, object, []))
    return `<${typeName(object)} object at 0x${ident}>`
  }
  if (typeof object === 'function') return `<function ${object.name} at 0x${ident}>`
  return repr(object, { maxLength })
}

/** Lines of `debug_info` that say who holds an object: none for most kinds. */
export function holdersOf(object: unknown): readonly string[] {
  return typeof object === 'object' && object !== null && heldBy in object ? (object as { [heldBy](): readonly string[] })[heldBy]() : []
}

/** Tells an object that nobody has it any more. */
export function release(object: unknown): void {
  if (typeof object === 'object' && object !== null && released in object) (object as { [released](): void })[released]()
}

function isPlain(object: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(object)
  return (
    prototype === null || prototype === Object.prototype || Array.isArray(object) || object instanceof Map || object instanceof Set || object instanceof Uint8Array
  )
}
