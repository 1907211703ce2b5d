/** A view in words, to be read and copied. */
import { useRef } from 'preact/hooks'
import { useSignalEffect } from '@preact/signals'
import { rowsWishes } from './state.ts'
import './text-view.css'

export function TextView({ label, text }: { label: string; text: string }) {
  const place = useRef<HTMLPreElement>(null)
  useSignalEffect(() => {
    if (rowsWishes.value > 0) place.current?.focus()
  })
  return (
    <pre class="text-view mono inset selectable" ref={place} tabIndex={0} data-pane-entry role="region" aria-label={label}>
      {text}
    </pre>
  )
}
