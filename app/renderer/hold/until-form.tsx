/** A small form for a condition: which frames are meant. */
import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { Run } from 'multiprocessing/inspect'
import type { Condition } from '../../contract/hold.ts'
import { attempt } from '../commands.ts'
import { Icon } from '../icons.tsx'
import { programs, run } from '../store.ts'
import { asking, isLive, lastCondition, releaseUntil, rule, setRule } from './state.ts'

const PARTS = ['methods', 'kinds', 'typeids', 'processes'] as const
type Part = (typeof PARTS)[number]
const LABELS: Readonly<Record<Part, string>> = { methods: 'Method', kinds: 'Kind', typeids: 'Typeid', processes: 'From' }

export function UntilForm() {
  const first = useRef<HTMLInputElement>(null)
  const before = rule.value.hold === 'matching' ? rule.value.condition : (lastCondition.value ?? {})
  const chosen = useSignal<Readonly<Record<Part, string>>>({
    methods: before.methods?.[0] ?? '',
    kinds: before.kinds?.[0] ?? '',
    typeids: before.typeids?.[0] ?? '',
    processes: before.processes?.[0] ?? '',
  })
  // It was asked for: this is the one place where the focus goes along.
  useEffect(() => first.current?.focus(), [])
  const set = (part: Part, value: string) => void (chosen.value = { ...chosen.peek(), [part]: value })
  const condition = (): Condition =>
    Object.fromEntries(PARTS.flatMap((part) => (chosen.peek()[part].trim() === '' ? [] : [[part, [chosen.peek()[part].trim()]]])))
  const known = knownWords(run.value?.run)
  const close = () => {
    asking.value = false
    document.querySelector<HTMLElement>('.director')?.focus()
  }
  return (
    <form
      class="until"
      aria-label="Condition"
      onSubmit={(event) => {
        event.preventDefault()
        attempt(() => (isLive.peek() ? releaseUntil(condition()) : setRule({ hold: 'matching', condition: condition() })))
        close()
      }}
      onKeyDown={(event) => {
        event.stopPropagation()
        if (event.key !== 'Escape') return
        event.preventDefault()
        close()
      }}
    >
      {PARTS.map((part) =>
        part === 'methods' ? (
          <label key={part}>
            {LABELS[part]}
            <input ref={first} class="mono" value={chosen.value[part]} list="until-methods" placeholder="any" maxLength={200} onInput={(event) => set(part, event.currentTarget.value)} />
            <datalist id="until-methods">
              {known.methods.map((word) => (
                <option key={word} value={word} />
              ))}
            </datalist>
          </label>
        ) : (
          <label key={part}>
            {LABELS[part]}
            <select value={chosen.value[part]} onChange={(event) => set(part, event.currentTarget.value)}>
              <option value="">any</option>
              {[...new Set([...known[part], chosen.value[part]])].filter(Boolean).map((word) => (
                <option key={word} value={word}>
                  {word}
                </option>
              ))}
            </select>
          </label>
        ),
      )}
      <span class="until-buttons">
        {isLive.value && (
          <button type="submit" class="btn sm" title="Frames go until one fits, then wait again">
            Release until then
          </button>
        )}
        <button
          type="button"
          class="btn sm"
          title="Holds those that fit, and no others"
          onClick={() => {
            const wish = condition()
            lastCondition.value = wish
            attempt(() => setRule({ hold: 'matching', condition: wish }))
            close()
          }}
        >
          Hold only these
        </button>
        <button type="button" class="iconbtn" aria-label="Close the condition" title="Close (Esc)" onClick={close}>
          <Icon name="close" small />
        </button>
      </span>
    </form>
  )
}

const KINDS = ['call', 'create', 'accept_connection', 'incref', 'decref', '#RETURN', '#PROXY', '#ERROR', '#TRACEBACK', 'challenge', 'answer', 'welcome']
/** More than the last ones of a long run are not offered. */
const LOOKED_AT = 5_000

function knownWords(present: Run | undefined): Readonly<Record<Part, readonly string[]>> {
  const frames = present?.frames.slice(-LOOKED_AT) ?? []
  const sorted = (words: Iterable<string | undefined>) => [...new Set(words)].filter((word): word is string => word !== undefined && word !== '').toSorted()
  return {
    methods: sorted(frames.map(({ kind, method }) => (kind === 'call' ? method : undefined))),
    kinds: KINDS,
    typeids: sorted(frames.map(({ typeid }) => typeid)),
    processes: sorted([...programs.value.map(({ name }) => name), ...[...(present?.processes.values() ?? [])].map(({ label }) => label)]),
  }
}
