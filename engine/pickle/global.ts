/** `Global`: a class or function of a Python module, by its name. It is a name only: nothing is imported or called. */
import { exceptionClass } from '../values/exceptions.ts'
import { KEY, REPR, TYPE_NAME } from '../values/hooks.ts'
import { tuple, type Tuple } from '../values/tuple.ts'

/** Classes whose names do not begin with a capital, as classes otherwise do. */
const CLASSES = new Set(
  `bool bytearray bytes classmethod complex dict enumerate filter float frozenset int list map memoryview object property range
  reversed set slice staticmethod str super tuple type zip datetime.date datetime.datetime datetime.time datetime.timedelta
  datetime.timezone datetime.tzinfo array.array collections.deque collections.defaultdict functools.partial
  operator.attrgetter operator.itemgetter operator.methodcaller`.split(/\s+/),
)

/** The name of a class or function in a Python module. Only a name: nothing is imported. */
export class Global {
  readonly module: string
  /** Qualified name: `Greenhouse`, or `Greenhouse.Bed` for a class in a class. */
  readonly name: string

  constructor(module: string, name: string) {
    this.module = module
    this.name = name
  }

  /** Whether it is a class, as far as its name tells. */
  get isClass(): boolean {
    if (CLASSES.has(this.toString()) || exceptionClass(this.module, this.name)) return true
    const last = this.name.slice(this.name.lastIndexOf('.') + 1)
    return /^_*\p{Lu}/u.test(last) && this.toString() !== 'NotImplemented'
  }

  get [TYPE_NAME](): string {
    if (this.isClass) return 'type'
    if (this.module !== 'builtins') return 'function'
    return this.name === 'NotImplemented' ? 'NotImplementedType' : 'builtin_function_or_method'
  }

  /** `collections.OrderedDict`; builtins without their module. */
  toString(): string {
    return this.module === 'builtins' ? this.name : `${this.module}.${this.name}`
  }

  /** As Python writes it, but for the address that a function has there. */
  [REPR](): string {
    if (this.isClass) return `<class '${this.toString()}'>`
    if (this.module !== 'builtins') return `<function ${this.toString()}>`
    return this.name === 'NotImplemented' ? this.name : `<built-in function ${this.name}>`
  }

  [KEY](): Tuple {
    return tuple('global', this.module, this.name)
  }
}
