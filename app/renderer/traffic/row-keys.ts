/** Keys of the lists of frames, the same in every view. Single letters act only while the list has the focus. */
import { isOpen } from '../explain/state.ts'
import { openSource, run, selection } from '../store.ts'
import { detailsOpen, findText, openFind, select, spokenRow, toggleFold } from './state.ts'
import { rowOf, rows } from './rows.ts'

/** How many rows a Page key goes by. */
const PAGE = 12

/**
 * Does what a key means for the list.
 * @param reveal scrolls a row into view
 * @returns whether the key meant something
 */
export function rowKey(event: KeyboardEvent, reveal: (row: number) => void): boolean {
  if (event.altKey || event.isComposing) return false
  if (event.ctrlKey || event.metaKey) {
    if (event.key.toLowerCase() !== 'f' || event.shiftKey) return false
    openFind()
    return true
  }
  const all = rows.value.rows
  const at = selection.value === null ? -1 : rowOf(selection.value)
  const go = (row: number) => {
    const target = Math.max(0, Math.min(all.length - 1, row))
    if (!all[target]) return true
    selectRow(target, at)
    reveal(target)
    spokenRow.value = target
    return true
  }
  switch (event.key) {
    case 'ArrowDown':
    case 'j':
    case 'J':
      return go(at + 1)
    case 'ArrowUp':
    case 'k':
    case 'K':
      return go(at === -1 ? all.length - 1 : at - 1)
    case 'PageDown':
      return go(at + PAGE)
    case 'PageUp':
      return go(at - PAGE)
    case 'Home':
      return go(0)
    case 'End':
      return go(all.length - 1)
    case 'ArrowRight':
      return goDeeper(at, reveal)
    case 'ArrowLeft':
      return goBack(at, reveal)
    case 'Enter':
      return openCause()
    case ' ':
      detailsOpen.value = !detailsOpen.peek()
      return true
    case 'Escape':
      if (findText.peek() !== null) findText.value = null
      // The pane closes the explanation, which stands in the place of the card.
      else if (isOpen.peek()) return false
      else if (detailsOpen.peek() && selection.peek() !== null) detailsOpen.value = false
      else return false
      return true
    default:
      return false
  }
}

/** Selects what a row stands for. The head of an open fold stands for nothing of its own: its first frame is next to it. */
export function selectRow(index: number, from = index): void {
  const all = rows.value.rows
  let at = index
  const row = all[at]
  if (row?.kind === 'fold' && row.open) at += at < from && at > 0 ? -1 : 1
  const target = all[at] ?? row
  if (!target) return
  if (target.kind === 'frame') select(target.frame.number)
  else select(target.frames[0]?.number ?? null, target.key)
}

/** A closed fold opens; a request goes to its reply. */
function goDeeper(at: number, reveal: (row: number) => void): boolean {
  const row = rows.value.rows[at]
  if (!row) return false
  if (row.kind === 'fold') toggleFold(row.key)
  else if (row.frame.pair && row.frame.pair.number > row.frame.number) goTo(row.frame.pair.number, reveal)
  return true
}

/** A frame of an open fold folds it; a request shows the handshake that led to it; a reply goes to its request. */
function goBack(at: number, reveal: (row: number) => void): boolean {
  const row = rows.value.rows[at]
  if (!row) return false
  if (row.kind === 'frame') {
    if (row.parent !== undefined) toggleFold(row.parent)
    else if (row.lead) toggleFold(row.lead.key)
    else if (row.frame.pair && row.frame.pair.number < row.frame.number) goTo(row.frame.pair.number, reveal)
  }
  return true
}

function goTo(number: number, reveal: (row: number) => void): void {
  select(number)
  const row = rowOf(number)
  if (row < 0) return
  reveal(row)
  spokenRow.value = row
}

/** Goes to the line that caused the selected frame. */
export function openCause(): boolean {
  const number = selection.peek()
  const at = number === null ? undefined : run.peek()?.run.frames[number - 1]?.at
  if (at) openSource(at.file, at.line, at.column)
  return true
}
