/** Which program's terminal is on screen. */
import { computed, signal } from '@preact/signals'
import { shownPage, terminalsOpen } from '../layout/panes.ts'
import { programs, trafficMaximised } from '../store.ts'

const chosen = signal<string | null>(null)

/** The chosen program; before a choice the first that is not a server, whose words are the most telling. */
export const shownTerminal = computed(() => {
  const all = programs.value
  if (chosen.value !== null && all.some((program) => program.name === chosen.value)) return chosen.value
  return (all.find((program) => program.role !== 'server') ?? all[0])?.name ?? null
})

export function chooseTerminal(program: string): void {
  chosen.value = program
}

/** Brings a program's terminal on screen. */
export function showTerminal(program: string): void {
  chooseTerminal(program)
  trafficMaximised.value = false
  terminalsOpen.value = true
  shownPage.value = 'editor'
}
