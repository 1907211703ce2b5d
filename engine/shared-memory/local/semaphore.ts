/** `Semaphore` and `BoundedSemaphore` in shared memory (CPython: `multiprocessing.synchronize`). */
import { osError, TypeError as PythonTypeError, ValueError } from '../../values/exceptions.ts'
import { isInt } from '../../values/float.ts'
import { REPR, TYPE_NAME } from '../../values/hooks.ts'
import { typeName } from '../../values/type-name.ts'
import { inheritable } from './inheritance.ts'
import { SemaphoreObject, attachParts, createParts, type SemaphoreParts } from './semaphore-object.ts'

/** As many as the system can count (`SEM_VALUE_MAX`). */
const MOST = 0x7fff_ffff
const EINVAL = 22

/** A number of places, for all processes. Nobody owns one: who dies with a place has taken it for good, as in CPython. */
export class Semaphore extends SemaphoreObject {
  /** A new one. @throws TypeError, OSError for a value that is none */
  static create(value = 1): Semaphore {
    return new Semaphore(createParts(checkValue(value), false))
  }

  /** One that exists already, by its name: `semaphore.name`, or `_semlock.name` of a Python one. @throws FileNotFoundError when there is none */
  static attach(name: string): Semaphore {
    return new Semaphore(attachParts(name))
  }

  get [TYPE_NAME](): string {
    return 'Semaphore'
  }

  /** `<Semaphore(value=1)>` */
  [REPR](): string {
    return `<${this[TYPE_NAME]}(value=${valueText(this)})>`
  }

  /** Places that are free. @throws NotImplementedError on macOS and Windows, whose semaphores do not tell */
  getValue(): number {
    return this.count()
  }

  /** @throws OSError when there are as many as the system can count */
  release(): void {
    this.give()
  }
}

/** A number of places, which never become more. */
export class BoundedSemaphore extends SemaphoreObject {
  readonly #most: number

  /** A new one. @throws TypeError, OSError for a value that is none */
  static create(value = 1): BoundedSemaphore {
    return new BoundedSemaphore(createParts(checkValue(value), false), value)
  }

  /** One that exists already. @param most what it was made with @throws FileNotFoundError when there is none */
  static attach(name: string, most: number): BoundedSemaphore {
    return new BoundedSemaphore(attachParts(name), most)
  }

  constructor(parts: SemaphoreParts, most: number) {
    super(parts)
    this.#most = most
  }

  get [TYPE_NAME](): string {
    return 'BoundedSemaphore'
  }

  /** `<BoundedSemaphore(value=1, maxvalue=2)>` */
  [REPR](): string {
    return `<BoundedSemaphore(value=${valueText(this)}, maxvalue=${this.#most})>`
  }

  /** Most places that there can be. */
  get maxvalue(): number {
    return this.#most
  }

  /** Places that are free. @throws NotImplementedError on macOS and Windows, whose semaphores do not tell */
  getValue(): number {
    return this.count()
  }

  /** @throws ValueError when all places are free already */
  release(): void {
    if (this.isFull(this.#most)) throw new ValueError('semaphore or lock released too many times')
    this.give()
  }
}

/** CPython's `repr` says it so where the system does not tell. */
function valueText(semaphore: Semaphore | BoundedSemaphore): string {
  try {
    return String(semaphore.getValue())
  } catch {
    return 'unknown'
  }
}

function checkValue(value: unknown): number {
  const number = typeof value === 'boolean' ? Number(value) : value
  if (!isInt(number)) throw new PythonTypeError(`'${typeName(value)}' object cannot be interpreted as an integer`)
  if (number < 0 || number > MOST) throw osError(EINVAL, 'Invalid argument')
  return Number(number)
}

inheritable(Semaphore, 'Semaphore', (semaphore) => [semaphore.name], Semaphore.attach)
inheritable(BoundedSemaphore, 'BoundedSemaphore', (semaphore) => [semaphore.name, semaphore.maxvalue], BoundedSemaphore.attach)
