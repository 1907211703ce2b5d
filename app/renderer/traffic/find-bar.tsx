/** Finding marks what matches and goes from one to the next; it hides nothing. */
import { useLayoutEffect, useRef } from 'preact/hooks'
import { Icon } from '../icons.tsx'
import { selection } from '../store.ts'
import { selectRow } from './row-keys.ts'
import { nextFound, rowOf } from './rows.ts'
import { closeFind, findText } from './state.ts'

export function FindBar() {
  const input = useRef<HTMLInputElement>(null)
  const open = findText.value !== null
  useLayoutEffect(() => {
    if (!open) return
    input.current?.focus()
    input.current?.select()
  }, [open])
  if (!open) return null
  const from = selection.value === null ? -1 : rowOf(selection.value)
  const none = (findText.value ?? '').trim() !== '' && nextFound(from, 1) === -1
  const go = (by: 1 | -1) => {
    const found = nextFound(from === -1 && by === -1 ? 0 : from, by)
    if (found >= 0) selectRow(found)
  }
  const key = (event: KeyboardEvent) => {
    if (event.key === 'Escape') closeFind()
    else if (event.key === 'Enter') go(event.shiftKey ? -1 : 1)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div class="find-bar card" role="search" aria-label="Find frames">
      <Icon name="search" small />
      <input
        ref={input}
        type="text"
        spellcheck={false}
        autocomplete="off"
        aria-label="Find"
        placeholder="Find: vent, #PROXY, method:bed"
        value={findText.value ?? ''}
        onInput={(event) => (findText.value = event.currentTarget.value)}
        onKeyDown={key}
      />
      {none && (
        <span class="muted" role="status">
          no match
        </span>
      )}
      <button type="button" class="iconbtn" aria-label="Previous match" title="Previous match (Shift Enter)" disabled={none} onClick={() => go(-1)}>
        <Icon name="chevron-up" />
      </button>
      <button type="button" class="iconbtn" aria-label="Next match" title="Next match (Enter)" disabled={none} onClick={() => go(1)}>
        <Icon name="chevron-down" />
      </button>
      <button type="button" class="iconbtn" aria-label="Close" title="Close (Esc)" onClick={closeFind}>
        <Icon name="close" />
      </button>
    </div>
  )
}
