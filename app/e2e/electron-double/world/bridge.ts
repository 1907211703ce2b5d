/**
 * A bridge between the two worlds of one page: the page's own, and the isolated one in which the preload runs.
 *
 * Both worlds see the same document, so an event that one dispatches is heard by the other before `dispatchEvent`
 * returns; that makes calls synchronous, as Electron's context bridge has them. The event's name is a secret of this
 * window, and everything the page could replace is taken before the page's first script runs.
 */
import { type Callable, type FunctionTable, decode, encode } from '../codec.ts'

const { apply, defineProperty } = Reflect
const { dispatchEvent, addEventListener } = EventTarget.prototype
const Custom = CustomEvent
const detail = Object.getOwnPropertyDescriptor(CustomEvent.prototype, 'detail')?.get as () => unknown
const target = document

type Answer = readonly [failed: boolean, value: unknown]

export interface Bridge {
  /** Shows a value to the other world under a name of its window: functions become functions that call back here. */
  expose(key: string, value: unknown): void
}

/**
 * @param here which end this is
 * @param secret known to the two ends only
 */
export function openBridge(here: 'page' | 'preload', secret: string): Bridge {
  const there = here === 'page' ? 'preload' : 'page'
  const kept: Callable[] = []
  let answer: Answer | undefined

  const functions: FunctionTable = {
    keep: (fn) => kept.push(fn) - 1,
    call:
      (reference) =>
      (...args) => {
        say('call', [reference, args])
        const [failed, value] = answer ?? [true, new Error('The other world did not answer.')]
        answer = undefined
        if (failed) throw value
        return value
      },
  }
  const say = (kind: string, value: unknown): void => {
    apply(dispatchEvent, target, [new Custom(`${secret}:${there}:${kind}`, { detail: encode(value, functions) })])
  }
  const hear = (kind: string, listener: (value: unknown) => void): void => {
    apply(addEventListener, target, [
      `${secret}:${here}:${kind}`,
      (event: Event) => listener(decode(apply(detail, event, []) as string, functions)),
    ])
  }

  hear('call', (message) => {
    const [reference, args] = message as [number, unknown[]]
    try {
      say('answer', [false, apply(kept[reference] as Callable, undefined, args)])
    } catch (error) {
      say('answer', [true, error instanceof Error ? error : new Error(String(error))])
    }
  })
  hear('answer', (message) => {
    answer = message as Answer
  })
  hear('expose', (message) => {
    const [key, value] = message as [string, unknown]
    defineProperty(globalThis, key, { value: freeze(value), enumerable: true, writable: false, configurable: false })
  })
  return { expose: (key, value) => say('expose', [key, value]) }
}

function freeze(value: unknown): unknown {
  // Bytes can't be frozen.
  if (ArrayBuffer.isView(value)) return value
  if (typeof value === 'object' && value !== null) for (const item of Object.values(value)) freeze(item)
  return Object.freeze(value)
}
