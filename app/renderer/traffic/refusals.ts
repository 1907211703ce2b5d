/** Says aloud what was refused while the program runs. Frames as such are never said. */
import { useSignalEffect } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { failureOf, type Frame, type Run } from 'multiprocessing/inspect'
import { announce } from '../layout/announce.ts'
import { isRunning, run } from '../store.ts'
import { nameOf } from './processes.ts'

export function useRefusalNews(): void {
  const heard = useRef<{ run: Run | undefined; upTo: number }>({ run: undefined, upTo: 0 })
  useSignalEffect(() => {
    const present = run.value?.run
    if (present !== heard.current.run) heard.current = { run: present, upTo: 0 }
    const frames = present?.frames ?? []
    for (; heard.current.upTo < frames.length; heard.current.upTo++) {
      const frame = frames[heard.current.upTo]
      if (frame && isRunning.peek() && failureOf(frame) === 'refused') announce(refusalWords(frame))
    }
  })
}

/** `vent was refused, frame 86.` */
function refusalWords(frame: Frame): string {
  const what = frame.method ?? (frame.kind === 'failure' ? `The key of ${nameOf(frame.to)}` : 'A request')
  return `${what} was refused, frame ${frame.number}.`
}
