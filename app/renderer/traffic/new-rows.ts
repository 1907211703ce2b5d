/** How many rows came while the end of the list was out of view. */
import { useRef } from 'preact/hooks'

/** @returns rows that were added below since the end was last seen */
export function useNewRows(count: number, atEnd: boolean): number {
  const seen = useRef(count)
  if (atEnd || count < seen.current) seen.current = count
  return count - seen.current
}
