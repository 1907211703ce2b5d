/** The objects that are there at the moment. Only rows in view are in the page. */
import { useSignalEffect } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { shortIdent, type Moment, type ObjectAt } from 'multiprocessing/inspect'
import { Chip } from '../../process/chip.tsx'
import { openSource } from '../../store.ts'
import { count, plural } from '../format.ts'
import { Glyph } from '../glyphs.tsx'
import { markWords, saysOf, titleOf, variableOf, waitWords } from '../moment/object-facts.ts'
import { nameOf } from '../processes.ts'
import { rowsWishes, selectedObject, toggleObjectFilter } from '../state.ts'
import { useVirtualRows } from '../virtual-rows.ts'

const ROW_HEIGHT = 24
const HEAD = 25
const PAGE = 10
/** So many rows are always in view: what is beyond the pane then scrolls with it. */
const LEAST_ROWS = 5
/** More holders than these are counted. */
const CHIPS = 4

interface Props {
  readonly present: Moment
  readonly dead: ReadonlySet<string>
}

export function LiveTable({ present, dead }: Props) {
  const scroller = useRef<HTMLDivElement>(null)
  const table = useRef<HTMLTableElement>(null)
  const { objects } = present
  const { first, last, reveal } = useVirtualRows({ scroller, count: objects.length, rowHeight: ROW_HEIGHT, top: HEAD, coveredTop: HEAD })
  const chosen = objects.findIndex(({ key }) => key === selectedObject.value)
  const references = objects.reduce((sum, { refcount }) => sum + refcount, 0)
  useEffect(() => {
    if (chosen >= 0) reveal(chosen)
  }, [chosen, reveal])
  useSignalEffect(() => {
    if (rowsWishes.value > 0) table.current?.focus()
  })
  const go = (index: number) => {
    const object = objects[Math.max(0, Math.min(objects.length - 1, index))]
    if (object) selectedObject.value = object.key
  }
  const key = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const object = objects[chosen]
    if (event.key === 'ArrowDown' || event.key === 'j') go(chosen + 1)
    else if (event.key === 'ArrowUp' || event.key === 'k') go(chosen < 0 ? objects.length - 1 : chosen - 1)
    else if (event.key === 'PageDown') go(chosen + PAGE)
    else if (event.key === 'PageUp') go(chosen - PAGE)
    else if (event.key === 'Home') go(0)
    else if (event.key === 'End') go(objects.length - 1)
    else if (event.key === 'Enter') {
      const at = object?.createdBy?.at
      if (at) openSource(at.file, at.line, at.column)
    } else if (event.key === 'f' || event.key === 'F') toggleObjectFilter(object?.ident)
    else if (event.key === 'Escape' && chosen >= 0) selectedObject.value = null
    else return
    event.preventDefault()
  }
  const rows = []
  for (let index = first; index <= last; index++) {
    const object = objects[index]
    if (object) rows.push(<Row key={object.key} object={object} index={index} chosen={index === chosen} dead={dead.has(object.key)} />)
  }
  return (
    <section class="sec live" aria-label="Live objects">
      <h3>
        Live objects
        <span>
          {count(objects.length)}, kept alive by {plural(references, 'reference')}
          {present.disposed > 0 && `; ${count(present.disposed)} gone`}
        </span>
      </h3>
      <div class="live-rows" ref={scroller} style={{ flexBasis: `${HEAD + objects.length * ROW_HEIGHT}px`, minHeight: `${HEAD + Math.min(LEAST_ROWS, objects.length) * ROW_HEIGHT}px` }}>
        <table
          ref={table}
          class="inset"
          role="grid"
          tabIndex={0}
          data-pane-entry
          aria-label={`Live objects, ${plural(objects.length, 'row')}`}
          aria-rowcount={objects.length + 1}
          aria-readonly="true"
          aria-keyshortcuts="J K ArrowUp ArrowDown Enter F Escape"
          aria-activedescendant={chosen >= first && chosen <= last ? `live-object-${chosen}` : undefined}
          onKeyDown={key}
          onClick={(event) => {
            const row = (event.target as Element).closest<HTMLElement>('tr[data-row]')
            if (row) go(Number(row.dataset['row']))
          }}
        >
          <colgroup>
            <col style={{ width: '20%' }} />
            <col style={{ width: '118px' }} />
            <col style={{ width: '46px' }} />
            <col />
            <col style={{ width: '126px' }} />
          </colgroup>
          <thead>
            <tr aria-rowindex={1}>
              <th scope="col">Object</th>
              <th scope="col">typeid</th>
              <th scope="col" class="r">
                Refs
              </th>
              <th scope="col">repr</th>
              <th scope="col">Held by</th>
            </tr>
          </thead>
          <tbody>
            <Spacer rows={first} />
            {rows}
            <Spacer rows={objects.length - 1 - last} />
          </tbody>
        </table>
      </div>
    </section>
  )
}

function Row({ object, index, chosen, dead }: { object: ObjectAt; index: number; chosen: boolean; dead: boolean }) {
  const named = variableOf(object)
  const says = saysOf(object)
  const waits = waitWords(object)
  const mark = object.marks[0]
  const holders = [...object.holders.keys()]
  const shown = holders.length > CHIPS ? holders.slice(0, CHIPS - 1) : holders
  return (
    <tr id={`live-object-${index}`} data-row={index} aria-rowindex={index + 2} aria-selected={chosen} class={[chosen && 'sel', dead && 'er', object.state === 'kept' && 'kept'].filter(Boolean).join(' ')}>
      <th scope="row" title={`${titleOf(object)}, ident ${object.ident}, in ${nameOf(object.server)}`}>
        {named ?? <span class="ident">{shortIdent(object.ident)}</span>}
      </th>
      <td title={object.type === undefined || object.type === object.typeid ? object.typeid : `${object.typeid}, a ${object.type}`}>{object.typeid}</td>
      <td class="r num">{object.refcount}</td>
      <td title={says}>{mark || dead ? <Marked words={dead ? 'deadlock' : mark ? markWords(mark) : ''} going={!dead && mark?.kind === 'manager going away'} /> : (says ?? <span class="muted">not told yet</span>)}</td>
      <td class="u">
        <span class="held">
          {shown.map((id) => (
            <Chip key={id} name={nameOf(id)} alone ended={false} />
          ))}
          {shown.length < holders.length && <span class="muted num">+{holders.length - shown.length}</span>}
          {holders.length === 0 && <span class="muted">{object.state === 'kept' ? 'kept by the server' : 'nobody'}</span>}
          {waits !== undefined && (
            <span class="waits" title={waits}>
              <Glyph name="waiting" />
              {object.waits.length}
            </span>
          )}
        </span>
      </td>
    </tr>
  )
}

function Marked({ words, going }: { words: string; going: boolean }) {
  return (
    <span class={`marked ${going ? 'hon' : 'failed'}`}>
      <Glyph name={going ? 'waiting' : 'error'} />
      <span>{words}</span>
    </span>
  )
}

function Spacer({ rows }: { rows: number }) {
  if (rows <= 0) return null
  return (
    <tr class="spacer" role="presentation" aria-hidden="true">
      <td colSpan={5} style={{ height: `${rows * ROW_HEIGHT}px` }} />
    </tr>
  )
}
