/** Brings the selected frame into view, wherever it was selected. */
import { untracked, useSignalEffect } from '@preact/signals'
import { selection } from '../store.ts'
import { rowOf } from './rows.ts'

/** Only when another frame is selected: rows that come or go leave the list where it was scrolled to. */
export function useRevealSelection(reveal: (row: number) => void): void {
  useSignalEffect(() => {
    const number = selection.value
    if (number === null) return
    untracked(() => {
      const row = rowOf(number)
      if (row >= 0) reveal(row)
    })
  })
}
