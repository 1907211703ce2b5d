/** One line about something that was done, with Undo where there is one. Six seconds, longer while it has focus or pointer. */
import { useEffect, useRef } from 'preact/hooks'
import { Icon } from '../icons.tsx'
import { toast } from '../store.ts'
import { announce } from './announce.ts'
import './toast.css'

const SHOWN_MS = 6000

export function ToastLine() {
  const present = toast.value
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const close = () => {
    clearTimeout(timer.current)
    toast.value = null
  }
  const wait = () => {
    clearTimeout(timer.current)
    timer.current = setTimeout(close, SHOWN_MS)
  }
  useEffect(() => {
    if (!present) return undefined
    announce(present.text)
    wait()
    return () => clearTimeout(timer.current)
  }, [present?.id])
  if (!present) return null
  return (
    <div
      class="toast"
      onPointerEnter={() => clearTimeout(timer.current)}
      onPointerLeave={wait}
      onFocusIn={() => clearTimeout(timer.current)}
      onFocusOut={wait}
    >
      <Icon name="check" small />
      <span>{present.text}</span>
      {present.undo && (
        <button
          type="button"
          class="toast-undo"
          onClick={() => {
            present.undo?.()
            close()
          }}
        >
          Undo
        </button>
      )}
    </div>
  )
}
