/** *Freeze view*: the picture stops, the program does not. What comes meanwhile is counted, and shown when it goes on. */
import { Icon } from '../icons.tsx'
import { count } from '../traffic/format.ts'
import { freshFrames, isFrozen } from '../store.ts'

export function FrozenPill({ goOn }: { goOn: () => void }) {
  if (!isFrozen.value) return null
  const fresh = freshFrames.value
  return (
    <button type="button" class="pill frozen" onClick={goOn} title="Go on (Ctrl Shift F)" aria-live="off">
      <Icon name="eye" small />
      <span>
        View frozen · {count(fresh)} new
      </span>
    </button>
  )
}
