/** `Global`: a class or function of a Python module, by its name. It is a name only: nothing is imported or called. */
import { KEY, REPR, TYPE_NAME } from '../values/hooks.ts'
import { tuple, type Tuple } from '../values/tuple.ts'

export class Global {
  readonly module: string
  /** Qualified name: `Greenhouse`, or `Greenhouse.Bed` for a class in a class. */
  readonly name: string

  constructor(module: string, name: string) {
    this.module = module
    this.name = name
  }

  get [TYPE_NAME](): string {
    return 'global'
  }

  /** `collections.OrderedDict`; builtins without their module. */
  toString(): string {
    return this.module === 'builtins' ? this.name : `${this.module}.${this.name}`
  }

  /** As Python shows a class. Whether it is one cannot be known from its name: a function looks the same here. */
  [REPR](): string {
    return `<global '${this.toString()}'>`
  }

  [KEY](): Tuple {
    return tuple('global', this.module, this.name)
  }
}
