/** How Python spells each public name: all tables as one. */
import { CONNECTION_NAMES, MULTIPROCESSING_NAMES } from './python/connection.ts'
import type { PythonEntry, PythonTable } from './python/entry.ts'
import { MANAGER_NAMES } from './python/managers.ts'
import { MEMORY_NAMES } from './python/memory.ts'
import { OF_WHOLE_DOORS, PROTOCOL_NAMES } from './python/tools.ts'
import { VALUE_NAMES } from './python/values.ts'

export const PYTHON_NAMES: PythonTable = { ...MANAGER_NAMES, ...CONNECTION_NAMES, ...MULTIPROCESSING_NAMES, ...MEMORY_NAMES, ...VALUE_NAMES, ...PROTOCOL_NAMES }

/** The entry of a page, or what holds for its door; undefined where nobody has said. */
export function pythonOf(id: string, door: string): PythonEntry | undefined {
  if (Object.hasOwn(PYTHON_NAMES, id)) return PYTHON_NAMES[id]
  const none = OF_WHOLE_DOORS[door]
  return none === undefined ? undefined : { none }
}
