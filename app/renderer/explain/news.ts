/** Says a cause aloud once, when it is found in a run that goes on or has just ended. The card is opened by hand. */
import { useSignalEffect } from '@preact/signals'
import { useRef } from 'preact/hooks'
import type { Run } from 'multiprocessing/inspect'
import { unnamed } from '../breaking/state.ts'
import { announce } from '../layout/announce.ts'
import { isRecording, run } from '../store.ts'
import { diagnoses } from './state.ts'

export function useDiagnosisNews(): void {
  const told = useRef<{ run: Run | undefined; keys: Set<string> }>({ run: undefined, keys: new Set() })
  useSignalEffect(() => {
    const present = run.value?.run
    if (present !== told.current.run) told.current = { run: present, keys: new Set() }
    for (const one of diagnoses.value) {
      const { key, title } = one
      if (told.current.keys.has(key)) continue
      told.current.keys.add(key)
      if (!isRecording.peek()) announce(unnamed(one) ? 'Something was broken. Name its cause in the traffic pane.' : `Cause found: ${title}.`)
    }
  })
}
