/**
 * The filter: a field with chips, what can be asked for, the presets and the count. In a narrow pane the presets are in
 * the list under the field, and what is folded is said by two chips.
 */
import { useComputed, useSignal, useSignalEffect } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { FILTER_KEYS } from 'multiprocessing/inspect'
import { commandTitle } from '../layout/command-button.tsx'
import { Icon } from '../icons.tsx'
import { run, selection } from '../store.ts'
import { hasChip, objectChip, removeChip, reopenLast, toggleChip, typeInto, commit, type Chip } from './filter-chips.ts'
import { count } from './format.ts'
import { errors, filterProblem, rows } from './rows.ts'
import { filterField, filterWishes, foldHandshakes, foldLifetime, rowsWishes, selectedObject, views } from './state.ts'
import './filter-bar.css'

const ERRORS = 'kind:error'

/** Chip for the chosen object, else for the one that the selected frame is about, or undefined. */
function useObjectChip() {
  return useComputed(() => {
    const number = selection.value
    const present = run.value?.run
    const chosen = selectedObject.value === null ? undefined : present?.objects.get(selectedObject.value)
    const ident = chosen?.ident ?? (number === null ? undefined : present?.frames[number - 1]?.ident)
    return ident === undefined ? undefined : objectChip(ident)
  })
}

export function FilterBar() {
  const table = views.value.includes('frames')
  return (
    <div class={`bar filter-bar${table ? ' tall' : ''}`}>
      <Field />
      <Presets />
      <FoldChips />
      <Counts />
    </div>
  )
}

function Field() {
  const input = useRef<HTMLInputElement>(null)
  const open = useSignal(false)
  const field = filterField.value
  const problem = filterProblem.value
  useSignalEffect(() => {
    if (filterWishes.value > 0) input.current?.focus()
  })
  const key = (event: KeyboardEvent) => {
    const element = event.currentTarget as HTMLInputElement
    if (event.key === 'Backspace' && element.selectionStart === 0 && element.selectionEnd === 0 && field.chips.length > 0) {
      filterField.value = reopenLast(field)
    } else if (event.key === 'Enter') filterField.value = commit(field)
    else if (event.key === 'Escape') {
      open.value = false
      rowsWishes.value += 1
    } else return
    event.preventDefault()
  }
  const leave = (event: FocusEvent) => {
    const inside = (event.currentTarget as HTMLElement).contains(event.relatedTarget as Node | null)
    if (inside) return
    open.value = false
    filterField.value = commit(filterField.peek())
  }
  return (
    <div class="filter-place" onFocusIn={() => (open.value = true)} onFocusOut={leave}>
      <div class={`filter${problem === undefined ? '' : ' wrong'}`} role="search" onClick={() => input.current?.focus()}>
        <Icon name="filter" small />
        {field.chips.map((chip) => (
          <ChipToken key={chip.text} chip={chip} />
        ))}
        <input
          ref={input}
          type="text"
          spellcheck={false}
          autocomplete="off"
          aria-label="Filter frames"
          aria-invalid={problem !== undefined}
          aria-describedby={problem === undefined ? undefined : 'filter-problem'}
          title={commandTitle('filter-frames')}
          placeholder={field.chips.length > 0 ? 'kind, method, bytes' : 'Filter: vent, kind:error, from:visitor'}
          value={field.draft}
          onInput={(event) => (filterField.value = typeInto(field, event.currentTarget.value))}
          onKeyDown={key}
        />
      </div>
      {open.value && <FilterHelp problem={problem} />}
    </div>
  )
}

function ChipToken({ chip }: { chip: Chip }) {
  return (
    <span class="tok">
      <span>
        {chip.key}:<b>{chip.value}</b>
      </span>
      <button type="button" class="tok-close" aria-label={`Remove ${chip.text}`} onClick={() => (filterField.value = removeChip(filterField.peek(), chip))}>
        <Icon name="close" small />
      </button>
    </span>
  )
}

/** What each key asks for, as far as it is not in its name. */
const EXAMPLES: Readonly<Partial<Record<(typeof FILTER_KEYS)[number], string>>> = {
  kind: 'error, call, #PROXY, handshake',
  from: 'visitor',
  process: 'visitor,gardener',
  object: '7f3a, or a typeid',
  method: 'water',
  frame: '59..80',
  latency: '>1ms',
  is: 'refused, waiting, lost',
}

/** Below the field while it has the focus: what is wrong, what can be asked for, and the presets that have no room beside it. */
function FilterHelp({ problem }: { problem: string | undefined }) {
  return (
    <div class="filter-help card" tabIndex={-1}>
      {problem !== undefined && (
        <p class="filter-problem" id="filter-problem" role="status">
          {problem}
        </p>
      )}
      <div class="filter-keys">
        {FILTER_KEYS.filter((key) => EXAMPLES[key] !== undefined).map((key) => (
          <button key={key} type="button" onClick={() => startWith(key)}>
            <span class="mono">{key}:</span>
            <span class="muted">{EXAMPLES[key]}</span>
          </button>
        ))}
      </div>
      <div class="filter-more">
        <PresetButtons />
      </div>
      <p class="muted filter-hint">A minus before a word leaves out what matches.</p>
    </div>
  )
}

/** Puts a key into the field, ready for its value. */
function startWith(key: string): void {
  const field = commit(filterField.peek())
  filterField.value = { ...field, draft: `${field.draft}${field.draft && !field.draft.endsWith(' ') ? ' ' : ''}${key}:` }
  filterWishes.value += 1
}

function Presets() {
  return (
    <div class="presets">
      <FoldButtons />
      <PresetButtons />
    </div>
  )
}

function FoldButtons() {
  return (
    <>
      <button type="button" class="btn sm" aria-pressed={foldHandshakes.value} title="Handshakes as one row each" onClick={() => (foldHandshakes.value = !foldHandshakes.value)}>
        {foldHandshakes.value && <Icon name="check" small />}
        Fold auth
      </button>
      <button type="button" class="btn sm" aria-pressed={foldLifetime.value} title="incref and decref as one row each" onClick={() => (foldLifetime.value = !foldLifetime.value)}>
        {foldLifetime.value && <Icon name="check" small />}
        Fold lifetime
      </button>
    </>
  )
}

function PresetButtons() {
  const object = useObjectChip().value
  const field = filterField.value
  const onlyErrors = hasChip(field, ERRORS)
  const onlyObject = object !== undefined && hasChip(field, object)
  return (
    <>
      <button
        type="button"
        class="btn sm"
        aria-pressed={onlyObject}
        aria-disabled={object === undefined}
        title={object === undefined ? 'Select an object, or a frame that is about one.' : 'Only frames about the selected object'}
        onClick={() => object !== undefined && (filterField.value = toggleChip(field, object))}
      >
        This object
      </button>
      <button type="button" class="btn sm" aria-pressed={onlyErrors} title="Only frames that say that something failed" onClick={() => (filterField.value = toggleChip(field, ERRORS))}>
        Errors <span class="muted num">{count(errors.value)}</span>
      </button>
    </>
  )
}

/** In a narrow pane: what is folded, each with a way to unfold it. */
function FoldChips() {
  return (
    <div class="fold-chips">
      {foldHandshakes.value && <FoldChip text="auth folded" unfold={() => (foldHandshakes.value = false)} name="Unfold handshakes" />}
      {foldLifetime.value && <FoldChip text="refcounts folded" unfold={() => (foldLifetime.value = false)} name="Unfold reference counts" />}
    </div>
  )
}

function FoldChip({ text, name, unfold }: { text: string; name: string; unfold: () => void }) {
  return (
    <span class="tok">
      {text}
      <button type="button" class="tok-close" aria-label={name} title={name} onClick={unfold}>
        <Icon name="close" small />
      </button>
    </span>
  )
}

function Counts() {
  const { total, shown, folded } = rows.value
  if (total === 0) return null
  return (
    <span class="muted num filter-count" role="status" aria-live="off">
      {count(shown)} of {count(total)} {total === 1 ? 'frame' : 'frames'}, {count(folded)} folded
    </span>
  )
}
