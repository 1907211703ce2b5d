/** Which files are in which editor group: what serves above, what calls below. Pure. */
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
