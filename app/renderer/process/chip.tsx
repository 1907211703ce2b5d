/** The chip of a process. Decoration beside its name; alone, it carries the name for screen readers. */
import { lookOf } from './look.ts'
import './chip.css'

const SHAPE = { server: 's', client: 'c', worker: 'w' } as const

export function Chip({ name, big = false, alone = false, ended }: { name: string; big?: boolean; alone?: boolean; ended?: boolean }) {
  const look = lookOf(name)
  const off = ended ?? look.ended
  const fill = `var(--p${look.colour})`
  return (
    <span
      class={['chip', SHAPE[look.role], big && 'big', off && 'off', look.doubled && 'doubled'].filter(Boolean).join(' ')}
      style={{ background: fill, color: off ? fill : `var(--o${look.colour})` }}
      {...(alone ? { role: 'img', 'aria-label': `${name}, ${look.role}${off ? ', ended' : ''}` } : { 'aria-hidden': true })}
    >
      {look.letter}
    </span>
  )
}
