/** The chip of a process. Decoration beside its name; alone, it carries the name for screen readers. */
import { lookOf } from './look.ts'
import './chip.css'

const SHAPE = { server: 's', client: 'c', worker: 'w' } as const

interface Props {
  readonly name: string
  readonly big?: boolean
  /** Nothing beside it says the name. */
  readonly alone?: boolean
  /** Where something else than the present run says whether it has ended. */
  readonly ended?: boolean
}

export function Chip({ name, big = false, alone = false, ended }: Props) {
  const look = lookOf(name)
  const off = ended ?? look.ended
  const fill = `var(--p${look.colour})`
  const hollow = off && look.role === 'worker'
  return (
    <span
      class={['chip', SHAPE[look.role], big && 'big', off && 'off', hollow && 'hollow', look.doubled && 'doubled'].filter(Boolean).join(' ')}
      style={{ background: fill, color: off ? fill : `var(--o${look.colour})` }}
      {...(alone ? { role: 'img', 'aria-label': `${name}, ${look.role}${off ? ', ended' : ''}` } : { 'aria-hidden': true })}
    >
      {hollow && (
        // A shadow would be cut off with the corners: the outline is drawn.
        <svg viewBox="0 0 16 17">
          <path d="M8 1 15 4.9v7.2L8 16l-7-3.9V4.9z" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linejoin="round" />
        </svg>
      )}
      {look.letter}
    </span>
  )
}
