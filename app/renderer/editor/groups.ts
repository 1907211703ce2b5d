/** Which files are in which editor group, and which is on screen in each. */
import { computed, signal } from '@preact/signals'
import { layout } from '../layout/panes.ts'
import { lesson, workspace } from '../store.ts'
import type { Role } from '../../contract/host.ts'

/** @returns file names of the upper and the lower group; the lower is empty where there is one group */
export function assignGroups(
  files: readonly string[],
  programs: readonly { readonly file: string; readonly role: Role }[],
  groups: 1 | 2,
): readonly [readonly string[], readonly string[]] {
  const calls = (file: string) => programs.some((program) => program.file === file && program.role !== 'server')
  const lower = groups === 2 ? files.filter(calls) : []
  // Both sides must have something to show.
  if (lower.length === 0 || lower.length === files.length) return [files, []]
  return [files.filter((file) => !calls(file)), lower]
}

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

/** Shows a file in the group that it belongs to. @returns that group */
export function showFile(file: string): 0 | 1 {
  const group = groups.peek()[1].includes(file) ? 1 : 0
  chosen.value = group === 0 ? [file, chosen.peek()[1]] : [chosen.peek()[0], file]
  return group
}
