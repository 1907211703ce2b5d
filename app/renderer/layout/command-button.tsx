/** A button that does a command: named, disabled and explained by it. */
import type { ComponentChildren } from 'preact'
import { blockedReason, commands, perform, type Id } from '../commands.ts'
import { acceleratorOf, shownKeys } from './chords.ts'

interface Props {
  readonly id: Id
  readonly class: string
  readonly children: ComponentChildren
  /** Name for screen readers where the button shows an icon only. */
  readonly label?: string
  readonly pressed?: boolean
}

/** Title of a command with its keys: `Run all (F5)`. */
export function commandTitle(id: Id): string {
  const command = commands.find((one) => one.id === id)
  const keys = shownKeys(acceleratorOf(id, command?.accelerator))
  return keys ? `${command?.title} (${keys})` : (command?.title ?? id)
}

export function CommandButton({ id, class: className, children, label, pressed }: Props) {
  const reason = blockedReason(id)
  return (
    <button
      type="button"
      class={className}
      // Not `disabled`: the reason must be reachable by keyboard.
      aria-disabled={reason !== undefined}
      aria-label={label}
      aria-pressed={pressed}
      title={reason ?? commandTitle(id)}
      onClick={() => perform(id)}
    >
      {children}
    </button>
  )
}
