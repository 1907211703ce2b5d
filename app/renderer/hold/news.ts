/** Says aloud which frames wait, gathered: one sentence for all that came since the last. Frames as such are never said. */
import { useSignalEffect } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { announce } from '../layout/announce.ts'
import { labelOf } from '../traffic/frame-texts.ts'
import { nameOf } from '../traffic/processes.ts'
import { heldNow, holdKey, holdState } from './state.ts'

/** Frames are gathered for so long, in milliseconds. */
const GATHER = 400

export function useHoldNews(): void {
  const told = useRef(new Set<string>())
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useSignalEffect(() => {
    const keys = new Set(heldNow.value.map(holdKey))
    for (const key of told.current) if (!keys.has(key)) told.current.delete(key)
    if (keys.size === told.current.size || timer.current !== undefined) return
    timer.current = setTimeout(() => {
      timer.current = undefined
      const held = heldNow.peek()
      const [first, ...others] = held.filter((frame) => !told.current.has(holdKey(frame)))
      for (const frame of held) told.current.add(holdKey(frame))
      if (!first) return
      const waits = `${nameOf(first.from)} waits with ${labelOf(first)}.`
      announce(others.length === 0 ? `${waits} ${held.length} held.` : `${others.length + 1} frames wait to be released. ${waits}`)
    }, GATHER)
  })
  const detail = useRef<string | null>(null)
  useSignalEffect(() => {
    const schedule = holdState.value?.schedule
    const words = schedule?.state === 'lost' ? `The schedule ended early. ${schedule.detail ?? ''}` : schedule?.state === 'done' ? 'The schedule has been replayed.' : null
    if (words !== null && words !== detail.current) announce(words.replaceAll('`', ''))
    detail.current = words
  })
}
