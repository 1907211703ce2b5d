/** Which files are in which editor group, and which is on screen in each. */
import { computed, signal } from '@preact/signals'
import { layout } from '../layout/panes.ts'
import { lesson, workspace } from '../store.ts'
import { assignGroups } from './assign-groups.ts'

/** Files in tab order: the lesson's own order first, then whatever else the workspace has. */
export const fileOrder = computed(() => {
  const open = workspace.value
  if (!open) return []
  const wanted = lesson.value?.files ?? []
  const rank = (name: string) => {
    const at = wanted.indexOf(name.replace(/\.[^.]+$/, ''))
    return at < 0 ? wanted.length : at
  }
  return open.files.map((file) => file.name).toSorted((a, b) => rank(a) - rank(b))
})

export const groups = computed(() => assignGroups(fileOrder.value, workspace.value?.programs ?? [], layout.value.groups))

/** Last choice in each group; a choice that is not in its group any more counts as none. */
const chosen = signal<readonly [string | undefined, string | undefined]>([undefined, undefined])

export const shownFiles = computed<readonly [string | undefined, string | undefined]>(() => {
  const [upper, lower] = groups.value
  return [pick(upper, chosen.value[0]), pick(lower, chosen.value[1])]
})

function pick(files: readonly string[], choice: string | undefined): string | undefined {
  return choice !== undefined && files.includes(choice) ? choice : files[0]
}

/** The group that a file belongs to. */
export function groupOf(file: string): 0 | 1 {
  return groups.peek()[1].includes(file) ? 1 : 0
}

/** Shows a file in its group. @returns that group */
export function showFile(file: string): 0 | 1 {
  const group = groupOf(file)
  chosen.value = group === 0 ? [file, chosen.peek()[1]] : [chosen.peek()[0], file]
  return group
}
